import { activationRules } from "./activations";
import { convolutionRules } from "./convolutions";
import { denseRules } from "./dense";
import { embeddingRules } from "./embedding";
import { maskingRules } from "./masking";
import { mergingRules } from "./merging";
import { normalizationRules } from "./normalization";
import { poolingRules } from "./pooling";
import { preprocessingRules } from "./preprocessing";
import { recurrentRules } from "./recurrent";
import type { Rule } from "./rule";
import { shapeRules } from "./shapes";
import { transposedConvolutionRules } from "./transposedConvolutions";

/** A rule for each layer kind that has a translation, by the name it has in TF.js. */
export const rules: Readonly<Partial<Record<string, Rule>>> = {
  ...activationRules,
  ...convolutionRules,
  ...denseRules,
  ...embeddingRules,
  ...maskingRules,
  ...mergingRules,
  ...normalizationRules,
  ...poolingRules,
  ...preprocessingRules,
  ...recurrentRules,
  ...shapeRules,
  ...transposedConvolutionRules,
};

/** Those that take whole numbers and booleans as they are. */
export const kindsOfAnyType: ReadonlySet<string> = new Set(
  Object.keys({ ...embeddingRules, ...maskingRules, ...mergingRules, ...preprocessingRules, ...shapeRules }),
);
