/*
 * Layer kinds by where their output values come from, for whatever follows values through a network. A kind that is not
 * here has a rule where it is needed, or is listed as having none.
 */

/** At inference these hand their input on as it is. */
export const idleAtInference: ReadonlySet<string> = new Set([
  "AlphaDropout",
  "Dropout",
  "GaussianDropout",
  "GaussianNoise",
  "SpatialDropout1D",
]);

/** Each output value is a function of the input at the same place: of the value there, or of all channels
 * there (and of more where layer normalization is over other axes). */
export const inPlace: ReadonlySet<string> = new Set([
  ...idleAtInference,
  "Activation",
  "BatchNormalization",
  "ELU",
  "LayerNormalization",
  "LeakyReLU",
  "LocalResponseNormalization",
  "PReLU",
  "PaperDropout",
  "ReLU",
  "Rescaling",
  "ScaledTanh",
  "Softmax",
  "ThresholdedReLU",
]);

/** The same values in another shape: no memory of their own. */
export const reshaping: ReadonlySet<string> = new Set(["Flatten", "Reshape"]);

/** Values copied to other places, some left out or zeros added. */
export const copying: ReadonlySet<string> = new Set([
  "CenterCrop",
  "Concatenate",
  "Cropping2D",
  "Permute",
  "RepeatVector",
  "ZeroPadding2D",
]);

/** Each output value is made of one value from each input. */
export const merging: ReadonlySet<string> = new Set(["Add", "Average", "Maximum", "Minimum", "Multiply"]);

/** Each output value is made of one channel's values in a window. */
export const pooling: ReadonlySet<string> = new Set([
  "AveragePooling1D",
  "AveragePooling2D",
  "AveragePooling3D",
  "L2Pooling2D",
  "MaxPooling1D",
  "MaxPooling2D",
  "MaxPooling3D",
]);

/** Each output value is made of a whole channel. */
export const globalPooling: ReadonlySet<string> = new Set([
  "GlobalAveragePooling1D",
  "GlobalAveragePooling2D",
  "GlobalMaxPooling1D",
  "GlobalMaxPooling2D",
]);
