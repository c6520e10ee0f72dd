import { activationRules } from "./activations";
import { borderRules } from "./borders";
import { convolutionRules } from "./convolutions";
import { denseRules } from "./dense";
import { embeddingRules } from "./embedding";
import { maskingRules } from "./masking";
import { mergingRules } from "./merging";
import { normalizationRules } from "./normalization";
import { ownLayerRules } from "./ownLayers";
import { poolingRules } from "./pooling";
import { preprocessingRules } from "./preprocessing";
import { recurrentRules } from "./recurrent";
import { resizingRules } from "./resizing";
import type { Rule } from "./rule";
import { shapeRules } from "./shapes";
import { transposedConvolutionRules } from "./transposedConvolutions";
import { wrapperRules } from "./wrappers";

/** A rule for each layer kind that has a translation, by the name it has in TF.js. */
export const rules: Readonly<Partial<Record<string, Rule>>> = {
  ...activationRules,
  ...borderRules,
  ...convolutionRules,
  ...denseRules,
  ...embeddingRules,
  ...maskingRules,
  ...mergingRules,
  ...normalizationRules,
  ...ownLayerRules,
  ...poolingRules,
  ...preprocessingRules,
  ...recurrentRules,
  ...resizingRules,
  ...shapeRules,
  ...transposedConvolutionRules,
  ...wrapperRules,
};

/** Those that take whole numbers and booleans as they are. */
export const kindsOfAnyType: ReadonlySet<string> = new Set(
  Object.keys({
    ...borderRules,
    ...embeddingRules,
    ...maskingRules,
    ...mergingRules,
    ...preprocessingRules,
    ...shapeRules,
    ...wrapperRules,
  }),
);
