import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { cost } from "../../src/inspect/cost";
import { memory, type MemoryOptions } from "../../src/inspect/memory";
import { subsampling2d } from "../../src/layers/subsampling2d";
import { call, one, vgg16 } from "./networks";

const { layers } = tf;
const float = 4;

describe("VGG-16 with 1,000 classes, seed 003's table", () => {
  const model = vgg16(1000);
  const { rows, totals, inference, training } = memory(model);

  test("layer by layer: values and weights as the seed works them out", () => {
    const seed: [string, number, number][] = [
      ["input", 224 * 224 * 3, 0],
      ["block1_conv1", 224 * 224 * 64, 1_728],
      ["block1_conv2", 224 * 224 * 64, 36_864],
      ["block1_pool", 112 * 112 * 64, 0],
      ["block2_conv1", 112 * 112 * 128, 73_728],
      ["block2_conv2", 112 * 112 * 128, 147_456],
      ["block2_pool", 56 * 56 * 128, 0],
      ["block3_conv1", 56 * 56 * 256, 294_912],
      ["block3_conv2", 56 * 56 * 256, 589_824],
      ["block3_conv3", 56 * 56 * 256, 589_824],
      ["block3_pool", 28 * 28 * 256, 0],
      ["block4_conv1", 28 * 28 * 512, 1_179_648],
      ["block4_conv2", 28 * 28 * 512, 2_359_296],
      ["block4_conv3", 28 * 28 * 512, 2_359_296],
      ["block4_pool", 14 * 14 * 512, 0],
      ["block5_conv1", 14 * 14 * 512, 2_359_296],
      ["block5_conv2", 14 * 14 * 512, 2_359_296],
      ["block5_conv3", 14 * 14 * 512, 2_359_296],
      ["block5_pool", 7 * 7 * 512, 0],
      ["flatten", 0, 0],
      ["fc1", 4_096, 102_760_448],
      ["fc2", 4_096, 16_777_216],
      ["predictions", 1_000, 4_096_000],
    ];
    assert.deepEqual(
      rows.map(({ name, values, weights }, i) => [i === 0 ? "input" : name, values, weights]),
      seed,
    );
  });

  test("15.2 million values, 58 MiB, where the seed says 24M and 93 MB", () => {
    assert.equal(totals.values, 15_237_608);
    assert.equal(totals.activationBytes, 60_950_432);
    assert.equal((totals.activationBytes / 2 ** 20).toFixed(1), "58.1");
    assert.match(inspect(memory(model)), /Total values: 15,237,608 \(60\.95 MB, 58\.13 MiB\)/);
  });

  test("weights and biases are its 138,357,544 parameters", () => {
    assert.equal(totals.weights + totals.biases, 138_357_544);
    assert.equal(inference.parameters, float * 138_357_544);
  });

  test("inference needs the first two convolutions at once, and not the sum", () => {
    assert.equal(inference.activations, float * 2 * 224 * 224 * 64);
    assert.equal(inference.images, float * 224 * 224 * 3);
  });

  test("training: parameters four times with Adam, activations twice but for the images", () => {
    const params = float * 138_357_544;
    const activations = float * (15_237_608 - 224 * 224 * 3);
    assert.deepEqual(training, {
      parameters: params,
      gradients: params,
      optimizer: 2 * params,
      images: float * 224 * 224 * 3,
      activations,
      activationGradients: activations,
      total: 4 * params + 2 * activations + float * 224 * 224 * 3,
    });
  });

  test("what fits is the largest batch that does", () => {
    for (const { gigabytes, inference, training } of memory(model).largestBatches) {
      for (const [use, batch] of [
        ["inference", inference],
        ["training", training],
      ] as const) {
        const bytes = (batch: number) => memory(model, { batch })[use].total;
        if (batch > 0) assert.ok(bytes(batch) <= gigabytes * 1e9);
        assert.ok(bytes(batch + 1) > gigabytes * 1e9);
      }
    }
    assert.equal(memory(model).largestBatches[0]?.training, 0); // its parameters, gradients and moments alone take 2.2 GB
  });
});

test("three volumes of 224 x 224 x 64: 77.1 MB (73.5 MiB) for activations and gradients, where seed 002 says 72 MB", () => {
  const conv = () =>
    layers.conv2d({ filters: 64, kernelSize: 3, padding: "same", kernelInitializer: "zeros" });
  const input = layers.inputLayer({ inputShape: [224, 224, 3] });
  const { activations, activationGradients } = memory(
    tf.sequential({ layers: [input, conv(), conv(), conv()] }),
  ).training;
  assert.equal(activations / float, 9_633_792);
  const both = activations + activationGradients;
  assert.deepEqual([(both / 1e6).toFixed(1), (both / 2 ** 20).toFixed(1)], ["77.1", "73.5"]);
});

/** A residual block behind a stem, with an auxiliary output, flatten and dropout. */
function branching(): tf.LayersModel {
  const conv = (name: string, filters: number) =>
    layers.conv2d({ name, filters, kernelSize: 1, useBias: false });
  const x = tf.input({ shape: [4, 4, 2], name: "image" });
  const stem = call(conv("stem", 10), x); // 160 values
  const long = call(conv("long2", 10), call(conv("long1", 30), stem)); // 480, then 160
  const sum = call(layers.add({ name: "sum" }), [stem, long]); // 160
  const flat = call(layers.dropout({ rate: 0.5, name: "drop" }), call(layers.flatten({ name: "flat" }), sum));
  const classes = call(layers.dense({ units: 5, name: "classes" }), flat); // 5
  return tf.model({ inputs: x, outputs: [classes, long] });
}

describe("the peak at inference", () => {
  test("a shortcut keeps its tensor, an output stays, flatten and dropout hand theirs on: worked by hand", () => {
    const { rows, inference } = memory(branching());
    const live = Object.fromEntries(rows.map(({ name, liveBytes }) => [name, liveBytes / float]));
    assert.deepEqual(live, {
      image: 0, // the caller's
      stem: 160,
      long1: 160 + 480,
      long2: 160 + 480 + 160, // the stem waits for the sum
      sum: 160 + 160 + 160,
      flat: 160 + 160, // the second output and the sum
      drop: 160 + 160,
      classes: 160 + 160 + 5,
    });
    assert.equal(inference.activations, 800 * float);
  });

  test("dropout makes a tensor in training, flatten never", () => {
    const values = Object.fromEntries(memory(branching()).rows.map(({ name, values }) => [name, values]));
    assert.deepEqual([values["flat"], values["drop"]], [0, 160]);
  });

  test("twenty random graphs: at each call the tensors that are made and still to be read", () => {
    let state = 1;
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let graph = 0; graph < 20; graph++) {
      const nodes: { name: string; size: number; parents: string[]; tensor: tf.SymbolicTensor }[] = [];
      const image = tf.input({ shape: [2, 2, 3], name: `image${graph}` });
      for (let i = 0; i < 14; i++) {
        const parents =
          i < 2 ? [] : [random(i), random(i)].filter((parent, j, all) => all.indexOf(parent) === j);
        const inputs = parents.map((parent) => nodes[parent]?.tensor as tf.SymbolicTensor);
        const filters = 1 + random(9);
        const name = `graph${graph}_${i}`;
        const conv = layers.conv2d({ name, filters, kernelSize: 1 });
        const joined = layers.concatenate({ name });
        const tensor = inputs.length === 2 ? call(joined, inputs) : call(conv, inputs[0] ?? image);
        const size = (tensor.shape as number[]).slice(1).reduce((a, b) => a * b);
        nodes.push({ name, size, parents: parents.map((p) => nodes[p]?.name as string), tensor });
      }
      const outputs = [nodes.at(-1), nodes[5 + random(5)]].map((node) => node as (typeof nodes)[number]);
      const model = tf.model({ inputs: image, outputs: outputs.map(({ tensor }) => tensor) });
      const { rows } = memory(model);
      const time = new Map(rows.map(({ name }, i) => [name, i]));
      const at = (name: string) => time.get(name) ?? -1; // -1: leads to no output, and never runs
      const used = nodes.filter(({ name }) => at(name) >= 0);
      const end = (name: string) =>
        outputs.some((output) => output.name === name)
          ? Infinity
          : Math.max(...used.filter(({ parents }) => parents.includes(name)).map((child) => at(child.name)));
      rows.forEach(({ liveBytes }, now) => {
        const alive = used.filter(({ name }) => at(name) <= now && now <= end(name));
        assert.equal(liveBytes, float * alive.reduce((total, { size }) => total + size, 0));
      });
    }
  });

  test("is what TF.js holds at most", async () => {
    const conv = (filters: number) =>
      layers.conv2d({ filters, kernelSize: 3, padding: "same", useBias: false });
    const x = tf.input({ shape: [8, 8, 3] });
    const stem = call(conv(8), x);
    const branches = [call(conv(4), stem), call(conv(16), call(layers.reLU(), call(conv(6), stem)))];
    const pool = layers.maxPooling2d({ poolSize: 2 });
    const model = tf.model({ inputs: x, outputs: call(pool, call(layers.concatenate(), branches)) });

    const image = tf.ones([1, 8, 8, 3]);
    const before = tf.memory().numBytes;
    const { peakBytes } = await tf.profile(() => model.predict(image));
    const { activations, images } = memory(model).inference;
    assert.equal(peakBytes - before, activations + images); // predict() works on a copy of the images
  });
});

describe("training", () => {
  test("an optimizer keeps as much as TF.js's own", async () => {
    const params = 4 * 3 + 3;
    const optimizers: [NonNullable<MemoryOptions["optimizer"]>, tf.Optimizer][] = [
      ["sgd", tf.train.sgd(0.1)],
      ["momentum", tf.train.momentum(0.1, 0.9)],
      ["adam", tf.train.adam()],
    ];
    for (const [optimizer, real] of optimizers) {
      const model = one([4], layers.dense({ units: 3 }));
      model.compile({ optimizer: real, loss: "meanSquaredError" });
      await model.trainOnBatch(tf.ones([2, 4]), tf.ones([2, 3]));
      const kept = (await real.getWeights()).map(({ tensor }) => tensor.size).filter((size) => size > 1);
      const values = kept.reduce((total, size) => total + size, 0);
      assert.equal(memory(model, { optimizer }).training.optimizer, float * values, optimizer);
      assert.equal(values % params, 0);
    }
  });

  test("frozen layers and moving statistics have no gradients", () => {
    const frozen = layers.dense({ units: 3, trainable: false });
    const model = tf.sequential({
      layers: [layers.inputLayer({ inputShape: [4] }), frozen, layers.batchNormalization()],
    });
    const { parameters, gradients, optimizer } = memory(model).training;
    assert.deepEqual([parameters, gradients, optimizer], [4 * (15 + 12), 4 * 6, 4 * 12]);
  });
});

test("a batch takes activations and images so many times, and the parameters once", () => {
  const model = branching();
  const [single, batch] = [memory(model), memory(model, { batch: 8 })];
  assert.equal(batch.totals.values, 8 * single.totals.values);
  assert.equal(batch.inference.activations, 8 * single.inference.activations);
  assert.equal(batch.inference.parameters, single.inference.parameters);
  assert.deepEqual(batch.rows[1]?.outputShape, [8, 4, 4, 10]);
  assert.deepEqual(batch.largestBatches, single.largestBatches);
});

test("shared weights stand once; its bytes are those of cost, but for flatten's", () => {
  const [wide, narrow] = [tf.input({ shape: [10, 4] }), tf.input({ shape: [3, 4] })];
  const shared = layers.dense({ units: 5, name: "shared" });
  const model = tf.model({ inputs: [wide, narrow], outputs: [call(shared, wide), call(shared, narrow)] });
  const { rows, totals } = memory(model);
  assert.deepEqual(
    rows.slice(2).map(({ name, weights, biases }) => [name, weights, biases]),
    [
      ["shared", 20, 5],
      ["shared (call 2)", 0, 0],
    ],
  );
  assert.equal(totals.activationBytes, cost(model).totals.activationBytes);
});

test("biases are told from weights in layers of every kind", () => {
  const read = layers.lstm({ units: 3, returnSequences: true });
  const both = layers.bidirectional({
    layer: layers.gru({ units: 2, returnSequences: true }),
    mergeMode: "concat",
  });
  const model = tf.sequential({ layers: [layers.inputLayer({ inputShape: [8, 2] }), read, both] });
  model.add(layers.reshape({ targetShape: [4, 2, 4] }));
  model.add(subsampling2d());
  assert.deepEqual(
    memory(model).rows.flatMap(({ weights, biases }) => (weights > 0 ? [[weights, biases]] : [])),
    [
      [4 * 3 * (2 + 3), 4 * 3], // four gates of three units
      [2 * 3 * 2 * (3 + 2), 2 * 3 * 2], // three gates of two units, forwards and backwards
      [4, 4], // a coefficient and a bias for each map
    ],
  );
});

test("the data are plain: JSON keeps them all", () => {
  const data = memory(branching());
  assert.deepEqual(JSON.parse(JSON.stringify(data)), { ...data });
});

describe("bad input", () => {
  const model = one([4], layers.dense({ units: 2 }));

  test("batch and optimizer", () => {
    assert.throws(() => memory(model, { batch: 0 }), /^RangeError: batch is 0: it must be a whole number/);
    assert.throws(() => memory(model, { optimizer: "rmsprop" as "adam" }), {
      name: "RangeError",
      message: 'optimizer is "rmsprop": it must be one of "sgd", "momentum", "adam".',
    });
  });

  test("open sizes", () => {
    const open = one([null, null, 3], layers.conv2d({ filters: 2, kernelSize: 3 }));
    assert.throws(() => memory(open), /the open sizes \(None\)/);
  });

  test("a disposed model", () => {
    const gone = one([4], layers.dense({ units: 2 }));
    gone.dispose();
    assert.throws(() => memory(gone), /is disposed: build it again/);
  });
});
