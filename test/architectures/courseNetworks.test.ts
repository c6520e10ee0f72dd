import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { courseAlexNet } from "../../src/architectures/courseAlexNet";
import type { NetworkOptions } from "../../src/architectures/options";
import { cnn5x5, vgg16 } from "../../src/architectures/vgg";
import { onBackend } from "../../src/engines/backend";
import { backends } from "../support/engines";
import { assertSmallest, layerNames, using } from "./support";

/** Output shape of every stage, height x width x channels, and of the dense layers. */
function stages(model: tf.LayersModel): string[] {
  return model.layers
    .filter(({ name }) => /_pool$|^flatten$|^fc\d$|^predictions$/.test(name))
    .map((layer) => (layer.outputShape as tf.Shape).slice(1).join(" x "));
}

function weightsOf(model: tf.LayersModel): Float32Array[] {
  return model.getWeights().map((weight) => weight.dataSync().slice() as Float32Array);
}

/** The smallest images that fit keep these tests quick. */
const small = { inputShape: [32, 32, 3] } satisfies NetworkOptions;
const smallAlexNet = { inputShape: [215, 215, 3] } satisfies NetworkOptions;

describe("shapes after each stage, as the tables' comments have them", () => {
  test("the course's AlexNet", () => {
    assert.deepEqual(using(courseAlexNet(), stages), [
      "27 x 27 x 96",
      "8 x 8 x 256",
      "1 x 1 x 256",
      "256",
      "4096",
      "4096",
      "10",
    ]);
  });

  for (const build of [vgg16, cnn5x5]) {
    test(build.name, () => {
      assert.deepEqual(using(build(), stages), [
        "112 x 112 x 64",
        "56 x 56 x 128",
        "28 x 28 x 256",
        "14 x 14 x 512",
        "7 x 7 x 512",
        "25088",
        "4096",
        "4096",
        "10",
      ]);
    });
  }
});

test("kernels: 3 x 3 in VGG-16, 5 x 5 in CNN_5x5_Net, the course's own in AlexNet", () => {
  const kernels = (model: tf.LayersModel) =>
    using(model, ({ layers }) =>
      layers
        .filter((layer) => layer.getClassName() === "Conv2D")
        .map((layer) => (layer.getConfig()["kernelSize"] as number[]).join("x")),
    );
  assert.deepEqual(new Set(kernels(vgg16(small))), new Set(["3x3"]));
  assert.deepEqual(new Set(kernels(cnn5x5(small))), new Set(["5x5"]));
  assert.deepEqual(kernels(courseAlexNet(smallAlexNet)), ["11x11", "11x11", "3x3", "3x3", "3x3"]);
});

test("layers are named by block and operation, batch norm before the ReLU, dropout last", () => {
  assert.deepEqual(using(courseAlexNet({ ...smallAlexNet, batchNorm: true, dropout: 0.5 }), layerNames), [
    "image",
    ...["block1_conv1", "block1_conv1_bn", "block1_conv1_relu", "block1_pool"],
    ...["block2_conv1", "block2_conv1_bn", "block2_conv1_relu", "block2_pool"],
    ...["block3_conv1", "block3_conv1_bn", "block3_conv1_relu"],
    ...["block3_conv2", "block3_conv2_bn", "block3_conv2_relu"],
    ...["block3_conv3", "block3_conv3_bn", "block3_conv3_relu", "block3_pool"],
    "flatten",
    ...["fc1", "fc1_bn", "fc1_relu", "fc1_dropout"],
    ...["fc2", "fc2_bn", "fc2_relu", "fc2_dropout"],
    "predictions",
  ]);
  assert.deepEqual(using(vgg16(small), layerNames).slice(0, 5), [
    "image",
    "block1_conv1",
    "block1_conv2",
    "block1_pool",
    "block2_conv1",
  ]);
});

test("the options reach the network", () => {
  using(vgg16({ inputShape: [64, 32, 1], classes: 7, dropout: 0.3 }), (model) => {
    assert.deepEqual(model.inputs[0]?.shape, [null, 64, 32, 1]);
    assert.deepEqual(model.outputShape, [null, 7]);
    assert.equal(model.getLayer("fc2_dropout").getConfig()["rate"], 0.3);
    assert.equal(model.name, "VGG-16");
  });
});

describe("seeds", () => {
  const build = (seed?: number) => using(courseAlexNet({ ...smallAlexNet, seed }), weightsOf);

  test("the same seed gives the same weights, another seed others, and no seed is seed 1", () => {
    const first = build(1);
    assert.deepEqual(build(1), first);
    assert.deepEqual(build(), first);
    const other = build(2);
    for (const [i, weight] of first.entries()) {
      if (weight.some((value) => value !== 0)) assert.notDeepEqual(other[i], weight);
    }
  });

  test("layers of one shape have weights of their own", () => {
    using(vgg16(small), (model) => {
      const kernel = (name: string) => model.getLayer(name).getWeights()[0]?.dataSync().slice(0, 10_000);
      assert.notDeepEqual(kernel("block5_conv1"), kernel("block5_conv2"));
    });
  });

  for (const name of backends) {
    test(`the same weights on ${name}`, () => {
      const onCpu = onBackend("cpu", () => build(3));
      assert.deepEqual(
        onBackend(name, () => build(3)),
        onCpu,
      );
    });
  }
});

test("a saved network loads as plain TF.js, with standard initializers and the same output", async () => {
  const model = courseAlexNet({ ...smallAlexNet, batchNorm: true, dropout: 0.5 });
  const images = tf.randomUniform([1, 215, 215, 3], 0, 1, "float32", 4);
  const saved: tf.io.ModelArtifacts[] = [];
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      saved.push(artifacts);
      return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
    }),
  );
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved[0] as tf.io.ModelArtifacts));
  const expected = (model.predict(images) as tf.Tensor).dataSync();
  assert.deepEqual((loaded.predict(images) as tf.Tensor).dataSync(), expected);

  const kernelInitializer = loaded.getLayer("fc1").getConfig()["kernelInitializer"];
  assert.deepEqual(kernelInitializer, model.getLayer("fc1").getConfig()["kernelInitializer"]);
  const { className, config } = kernelInitializer as unknown as { className: string; config: object };
  assert.equal(className, "VarianceScaling"); // what Keras and TF.js make of GlorotUniform
  const { seed, ...law } = config as { seed: number };
  assert.deepEqual(law, { scale: 1, mode: "fanAvg", distribution: "uniform" });
  assert.ok(Number.isInteger(seed));
  assert.equal(loaded.name, "AlexNet_BN");
});

test("two copies of a network live side by side", () => {
  const before = tf.memory().numTensors;
  const [one, two] = [vgg16(small), vgg16(small)];
  one.dispose();
  const image = tf.ones([1, 32, 32, 3]);
  const output = two.predict(image) as tf.Tensor;
  assert.equal(output.dataSync().length, 10);
  tf.dispose([image, output]);
  two.dispose();
  assert.equal(tf.memory().numTensors, before);
});

describe("wrong options name the argument, the value and the way out", () => {
  const wrong = (options: unknown) => options as NetworkOptions;
  const cases: [NetworkOptions, string, RegExp][] = [
    [{ classes: 0 }, "RangeError", /^classes is 0: .*at least 1/],
    [{ classes: 2.5 }, "RangeError", /^classes is 2.5: .*whole number/],
    [{ dropout: 1 }, "RangeError", /^dropout is 1: .*below 1/],
    [{ dropout: -0.5 }, "RangeError", /^dropout is -0.5/],
    [{ seed: 0.5 }, "RangeError", /^seed is 0.5: .*whole number/],
    [wrong({ inputShape: [224, 224] }), "TypeError", /^inputShape is \[224,224\]: .*\[224, 224, 3\]/],
    [wrong({ inputShape: 224 }), "TypeError", /^inputShape is 224: /],
    [{ inputShape: [224, -1, 3] }, "RangeError", /^inputShape: the width is -1/],
    [{ inputShape: [224, 224, 0] }, "RangeError", /^inputShape: the number of channels is 0/],
  ];
  for (const [options, name, message] of cases) {
    test(JSON.stringify(options), () => {
      const before = tf.memory().numTensors;
      assert.throws(() => vgg16(options), { name, message });
      assert.equal(tf.memory().numTensors, before);
    });
  }
});

test("the smallest image of the course's AlexNet is 215 x 215", () => assertSmallest(courseAlexNet, 215));
