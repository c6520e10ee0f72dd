import type { Kind } from "./kind";

/** Only in models that mask: see Growth. */
export const masking: Kind = {
  name: "Masking",
  mask: "reads",
  add: (growth) => void growth.maskedSequence(),
};
