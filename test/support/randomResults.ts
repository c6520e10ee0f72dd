/**
 * Prints, as JSON, what a new process makes of every public function that draws random numbers: a fingerprint of each
 * result, by the function's name, and the losses of a training. The argument, if there is one, is the seed.
 */
import * as tf from "@tensorflow/tfjs";
import { createHash } from "node:crypto";
import * as cnn from "../../src";
import { available } from "./engines";

Math.random = () => {
  throw new Error("Math.random decides a result.");
};

const options = process.argv[2] === undefined ? {} : { seed: Number(process.argv[2]) };
const seed = options.seed ?? 1; // for the functions that want one

const fingerprint = (...tensors: tf.Tensor[]) => {
  const hash = createHash("sha256");
  for (const tensor of tensors) hash.update(new Uint8Array(tensor.dataSync().buffer));
  return hash.digest("hex");
};

const batch = cnn.noiseImage([10, 50, 1]).reshape([10, 50]);

/** One step of a training, in which dropout drops. */
const inTraining = (outputs: tf.SymbolicTensor, input: tf.SymbolicTensor) =>
  fingerprint(tf.model({ inputs: input, outputs }).apply(batch, { training: true }) as tf.Tensor);

function draws(): Record<string, string> {
  const drawn = (initializer: ReturnType<typeof cnn.heNormal>) =>
    fingerprint(initializer.apply([3, 3, 4, 5], "float32"));
  const input = tf.input({ shape: [50] });
  const digits = cnn.mnist({ train: 20, test: 20, ...options });
  return {
    glorotUniform: drawn(cnn.glorotUniform(seed)),
    heNormal: drawn(cnn.heNormal(seed)),
    heUniform: drawn(cnn.heUniform(seed)),
    randomNormal: drawn(cnn.randomNormal(0.01)(seed)),
    lecunUniform1998: drawn(cnn.lecunUniform1998(seed, 36)),
    noiseImage: fingerprint(cnn.noiseImage([9, 9, 3], options.seed)),
    mnist: fingerprint(digits.train.images, digits.test.images),
    independentComponents: inTraining(cnn.independentComponents(input, 0.5, options.seed), input),
    paperDropout: inTraining(
      cnn.paperDropout({ keepProbability: 0.5, ...options }).apply(input) as tf.SymbolicTensor,
      input,
    ),
  };
}

function networks(): Record<string, string> {
  const builders: Record<string, () => tf.LayersModel> = {
    allCnn: () => cnn.allCnn(options),
    digitAlexNet: () => cnn.digitAlexNet(options),
    digitCnn5x5: () => cnn.digitCnn5x5(options),
    digitVgg16: () => cnn.digitVgg16(options),
    fromPattern: () => cnn.fromPattern("INPUT -> [CONV -> RELU]*2 -> POOL -> FC", options),
    googLeNet: () => cnn.googLeNet({ inputShape: [65, 65, 3], classes: 3, ...options }),
    kerasMnistCnn: () => cnn.kerasMnistCnn(options),
    leNet5: () => cnn.leNet5(options),
    leNet5Modern: () => cnn.leNet5Modern(options),
    mobileNet: () => cnn.mobileNet({ inputShape: [32, 32, 3], width: 0.25, ...options }),
    pytorchNet: () => cnn.pytorchNet(options),
    resNet18: () => cnn.resNet18({ stem: "cifar", ...options }),
  };
  const results = Object.entries(builders).map(([name, build]) => {
    const model = build();
    const result = fingerprint(...model.getWeights());
    model.dispose();
    return [name, result] as const;
  });
  return Object.fromEntries(results);
}

/** Layers that have an initializer in place of a seed start from weights that no chance decides. */
function layers(): Record<string, string> {
  const images = tf.input({ shape: [8, 8, 4] });
  const weightsOf = (layer: tf.layers.Layer) => {
    layer.apply(images);
    return fingerprint(...layer.getWeights());
  };
  const table = Array.from({ length: 4 }, (_, i) => [1, i % 2]);
  return {
    groupedConv2d: weightsOf(cnn.groupedConv2d({ filters: 4, kernelSize: 3, groups: 2 })),
    "groupedConv2d, the next": weightsOf(cnn.groupedConv2d({ filters: 4, kernelSize: 3, groups: 2 })),
    partialConv2d: weightsOf(cnn.partialConv2d({ table, kernelSize: 3 })),
    "partialConv2d, the next": weightsOf(cnn.partialConv2d({ table, kernelSize: 3 })),
  };
}

/** Losses, or none where nothing can be trained. */
async function training(): Promise<number[]> {
  if (!available.includes("tensorflow")) return [];
  const digits = cnn.mnist({ train: 256, test: 20 });
  const plan = { epochs: 2, ...options };
  const rows = await cnn.fit(cnn.kerasMnistCnn({ inputShape: [28, 28, 1] }), digits.train, plan);
  return rows.map(({ loss }) => loss);
}

void (async () => {
  const results = { draws: draws(), networks: networks(), layers: layers(), losses: await training() };
  process.stdout.write(JSON.stringify(results));
})();
