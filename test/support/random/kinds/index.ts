import { type Kind, simple } from "./kind";
import { mergingKinds } from "./merging";
import { modelKinds, sharedLayer, timeDistributed } from "./nested";
import { masking } from "./masking";
import { tokenKinds } from "./preprocessing";
import { recurrentKinds } from "./recurrent";
import { simpleKinds } from "./simple";

/** Kinds of layers, by TF.js's class names. */
export const layerKinds: readonly Kind[] = [
  ...simpleKinds.map(simple),
  masking,
  ...mergingKinds,
  ...recurrentKinds,
  timeDistributed,
  ...tokenKinds,
];

/** What is no layer of its own but a way to put layers together. */
export const structures: readonly Kind[] = [...modelKinds, sharedLayer];

/**
 * Kinds that no random model has, and why. Cells come with the layers that run them.
 */
export const leftOut: Readonly<Record<string, string>> = {
  RandomWidth: "its output is as wide as chance has it, at inference too",
  Resizing: "TF.js cannot run it in a model: it takes the list of its inputs for an image",
};
