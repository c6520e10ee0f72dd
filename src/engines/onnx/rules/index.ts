import { activationRules } from "./activations";
import { convolutionRules } from "./convolutions";
import { denseRules } from "./dense";
import { mergingRules } from "./merging";
import { normalizationRules } from "./normalization";
import { poolingRules } from "./pooling";
import type { Rule } from "./rule";
import { shapeRules } from "./shapes";
import { transposedConvolutionRules } from "./transposedConvolutions";

/** A rule for each layer kind that has a translation, by the name it has in TF.js. */
export const rules: Readonly<Partial<Record<string, Rule>>> = {
  ...activationRules,
  ...convolutionRules,
  ...denseRules,
  ...mergingRules,
  ...normalizationRules,
  ...poolingRules,
  ...shapeRules,
  ...transposedConvolutionRules,
};
