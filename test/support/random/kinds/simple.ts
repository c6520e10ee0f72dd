import { activationLayers } from "./activation";
import { convolutions } from "./convolution";
import { idleLayers } from "./idle";
import type { SimpleKind } from "./kind";
import { normalizations } from "./normalization";
import { ownLayers } from "./own";
import { poolings } from "./pooling";
import { preprocessings } from "./preprocessing";
import { shapes } from "./shape";

/** All kinds with one input and one output. */
export const simpleKinds: readonly SimpleKind[] = [
  ...activationLayers,
  ...convolutions,
  ...idleLayers,
  ...normalizations,
  ...ownLayers,
  ...poolings,
  ...preprocessings,
  ...shapes,
];
