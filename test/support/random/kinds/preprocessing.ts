import * as tf from "@tensorflow/tfjs";
import type { Growth } from "../growth";
import type { Kind, SimpleKind } from "./kind";

export const preprocessings: SimpleKind[] = [
  {
    name: "Rescaling",
    ranks: [1, 2, 3, 4],
    layer: ({ random, name }) =>
      tf.layers.rescaling({
        scale: random.between(0.3, 2),
        ...(random.chance(0.6) && { offset: random.between(-1, 1) }),
        name: name("Rescaling"),
      }),
  },
  {
    name: "CenterCrop",
    ranks: [3],
    // At most the image's size: to enlarge it TF.js fails in a model.
    layer: ({ random, name }, [height = 1, width = 1]) =>
      tf.layers.centerCrop({
        height: random.whole(1, height),
        width: random.whole(1, width),
        name: name("CenterCrop"),
      }),
  },
];

/** A new input of whole numbers, as TF.js takes them: of one type or the other. */
function tokens({ random, input }: Growth, shape: number[], vocabulary: number) {
  return input({ shape, vocabulary, dtype: random.pick(["float32", "int32"]) });
}

export const tokenKinds: Kind[] = [
  {
    name: "Embedding",
    add(growth) {
      const { random, name, masking } = growth;
      const vocabulary = random.whole(3, 9);
      const shape = growth.shape(1);
      if (!masking && random.chance(0.2)) shape.push(random.whole(2, 4));
      const layer = tf.layers.embedding({
        inputDim: vocabulary + random.whole(0, 2),
        outputDim: random.whole(1, 6),
        ...(shape.length === 1 && random.chance(0.3) && { inputLength: shape[0] }),
        ...(masking && random.chance(0.7) && { maskZero: true }),
        name: name("Embedding"),
      });
      growth.apply(layer, [tokens(growth, shape, vocabulary)]);
    },
  },
  {
    name: "CategoryEncoding",
    add(growth) {
      const { random, name } = growth;
      const numTokens = random.whole(2, 9);
      const outputMode = random.pick(["multiHot", "count", "oneHot"] as const);
      const input = tokens(growth, outputMode === "oneHot" ? [1] : growth.shape(1), numTokens);
      growth.apply(tf.layers.categoryEncoding({ numTokens, outputMode, name: name("CategoryEncoding") }), [
        input,
      ]);
    },
  },
];
