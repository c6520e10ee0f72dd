import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { leNet5, leNet5Modern, leNet5Table } from "../../src/architectures/leNet";
import { leNet5Map, leNet5Mse } from "../../src/architectures/leNetLosses";
import { digitTargets } from "../../src/architectures/leNetTargets";
import { discard } from "../../src/engines/discard";
import { connections } from "../../src/inspect/connections";
import { mnist } from "../../src/training/mnist";
import { assertParity } from "../engines/parity";
import { reloaded } from "../layers/support";
import { cannotTrain } from "../training/support";
import { assertSeeded, assertSmallest, outputsOf, shapeOf, using } from "./support";
import { available } from "../support/engines";

describe("LeNet-5 as of 1998", () => {
  // Section II.B of the paper. The output's follow from figure 2: 84 values for each of ten units.
  const paper = {
    C1: { shape: "28 x 28 x 6", params: 156, connections: 122_304 },
    S2: { shape: "14 x 14 x 6", params: 12, connections: 5_880 },
    C3: { shape: "10 x 10 x 16", params: 1_516, connections: 151_600 },
    S4: { shape: "5 x 5 x 16", params: 32, connections: 2_000 },
    C5: { shape: "1 x 1 x 120", params: 48_120, connections: 48_120 },
    F6: { shape: "84", params: 10_164, connections: 10_164 },
    output: { shape: "10", params: 840, connections: 840 },
  };

  test("each layer has the paper's size, parameters and connections", () => {
    using(leNet5(), (model) => {
      const counted = connections(model);
      for (const [name, { shape, params, connections }] of Object.entries(paper)) {
        assert.equal(shapeOf(model, name), shape);
        assert.equal(model.getLayer(name).countParams(), params, name);
        assert.equal(counted.rows.find((row) => row.name === name)?.connections, connections, name);
      }
      assert.equal(counted.totals.connections, 340_908);
      assert.deepEqual(counted.uncounted, []);
    });
  });

  test("every layer up to F6 is squashed", () => {
    using(leNet5(), (model) => {
      const layers = ["C1_squash", "S2", "C3_squash", "S4", "C5_squash", "F6_squash"];
      for (const values of outputsOf(model, layers, tf.fill([1, 32, 32, 1], 1e6))) {
        assert.ok(values.every((value) => Math.abs(value) < 1.716));
      }
    });
  });

  test("C3 sees what the paper's text says: contiguous maps by three and four, others by four, and all", () => {
    const seen = Array.from({ length: 16 }, (_, map) =>
      [0, 1, 2, 3, 4, 5].filter((i) => leNet5Table[i]?.[map]),
    );
    const contiguous = (count: number) =>
      [0, 1, 2, 3, 4, 5].map((first) => Array.from({ length: count }, (_, i) => (first + i) % 6).sort());
    assert.deepEqual(seen.slice(0, 6), contiguous(3));
    assert.deepEqual(seen.slice(6, 12), contiguous(4));
    for (const four of seen.slice(12, 15)) {
      assert.equal(four.length, 4);
      assert.ok(
        !contiguous(4).some((subset) => subset.join() === four.join()),
        `${four.join()} is contiguous`,
      );
    }
    assert.equal(new Set(seen.map(String)).size, 16);
    assert.deepEqual(seen[15], [0, 1, 2, 3, 4, 5]);
  });

  test("weights start on ±2.4 by the inputs of their unit, biases at 0", () => {
    using(leNet5(), (model) => {
      const weights = (layer: string) =>
        model
          .getLayer(layer)
          .getWeights()
          .map((weight) => weight.dataSync());
      const within = (values: number[], fanIn: number) => {
        const largest = Math.max(...values.map(Math.abs)) / (2.4 / fanIn);
        assert.ok(largest <= 1.000001 && largest > 0.6, `${largest}`);
      };
      for (const [layer, fanIn] of Object.entries({ C1: 25, S2: 4, S4: 4, C5: 400, F6: 120 })) {
        const [kernel = [], bias = []] = weights(layer);
        within([...kernel], fanIn);
        assert.ok([...bias].every((value) => value === 0));
      }
      const [c3 = []] = weights("C3");
      // The connections stand in the order of the maps: six see three inputs each, nine four, one six.
      const connections = [...c3].map((value, i) => ({ value, connection: i % 60 }));
      for (const [from, to, fanIn] of [
        [0, 18, 75],
        [18, 54, 100],
        [54, 60, 150],
      ] as const) {
        const own = connections.filter(({ connection }) => connection >= from && connection < to);
        within(
          own.map(({ value }) => value),
          fanIn,
        );
      }
    });
  });

  test("the seed decides the weights", () => assertSeeded(leNet5));

  test("the output is the squared distance from F6 to each digit's bitmap", () => {
    using(leNet5(), (model) => {
      const image = tf.randomUniform([1, 32, 32, 1], -0.1, 1.175, "float32", 5);
      const [f6, output] = outputsOf(model, ["F6_squash", "output"], image) as [Float32Array, Float32Array];
      assert.equal(output.length, 10);
      for (const [digit, target] of digitTargets.entries()) {
        assert.ok(target.length === 84 && target.every((value) => Math.abs(value) === 1));
        const distance = target.reduce((sum, value, j) => sum + ((f6[j] as number) - value) ** 2, 0);
        assert.ok(Math.abs(distance - (output[digit] as number)) < 1e-4);
      }
      assert.equal(new Set(digitTargets.map(String)).size, 10);
    });
  });

  test("saved and loaded it gives the same", async () => {
    const model = leNet5();
    const copy = await reloaded(model);
    const image = tf.randomUniform([2, 32, 32, 1], -0.1, 1.175, "float32", 5);
    const [ours, theirs] = [model, copy].map((each) => (each.predict(image) as tf.Tensor).dataSync());
    assert.deepEqual(theirs, ours);
    assert.equal(copy.trainableWeights.length, model.trainableWeights.length);
    [model, copy].forEach(discard);
  });

  test(`${available.join(", ")} agree within 1e-5`, async (t) => {
    const model = leNet5();
    t.after(() => discard(model));
    // As it starts, its signal fades: any image is answered by nearly the same distances.
    tf.tidy(() => {
      for (const weight of model.trainableWeights) weight.write(weight.read().mul(8));
    });
    await assertParity(model, available, 1e-5);
  });

  test("another image is refused, with what would become of it", () => {
    const refuses = (inputShape: [number, number, number], message: RegExp) =>
      assert.throws(() => leNet5({ inputShape }), { name: "RangeError", message });
    refuses(
      [28, 28, 1],
      /^inputShape is \[28, 28, 1\]: LeNet-5 takes \[32, 32, 1\] only; in a smaller image/,
    );
    refuses([32, 31, 1], /fits from \[32, 32, 1\] on.*mnist\(\{ size: 32 \}\)/);
    refuses([40, 32, 1], /^inputShape is \[40, 32, 1\].*C5 would be a map/);
    refuses([32, 32, 3], /the paper's image has one channel.*leNet5Modern/);
    assert.throws(() => leNet5({ inputShape: [32, 32] as never }), TypeError);
    assert.throws(() => leNet5({ seed: 0.5 }), { name: "RangeError", message: /^seed is 0.5/ });
  });
});

describe("LeNet-5's losses", () => {
  const labels = tf.tensor2d([
    [0, 1, 0],
    [1, 0, 0],
  ]);
  const distances = [
    [9, 2, 30],
    [250, 120, 400],
  ];
  const close = (actual: tf.Tensor, expected: number[]) => {
    const values = actual.dataSync();
    assert.equal(values.length, expected.length);
    for (const [i, value] of expected.entries()) assert.ok(Math.abs((values[i] as number) - value) < 1e-4);
  };

  test("equation 8: the distance to the right target", () => {
    close(leNet5Mse(labels, tf.tensor2d(distances)), [2, 250]);
  });

  test("equation 9: and the other classes pushed away, up to j", () => {
    const log = (j: number, y: number[]) =>
      Math.log(y.reduce((sum, yi) => sum + Math.exp(-yi), Math.exp(-j)));
    const expected = distances.map((y, i) => (i === 0 ? 2 : 250) + log(5, y));
    close(leNet5Map(5)(labels, tf.tensor2d(distances)), expected);
    // exp(-j) and all exp(-y) are 0 in float32
    close(leNet5Map(200)(labels, tf.tensor2d(distances)), [
      2 + log(200, distances[0] as number[]),
      250 - 120,
    ]);
  });

  test("a j that is no distance is refused", () => {
    assert.throws(() => leNet5Map(0), {
      name: "RangeError",
      message: /^j is 0: it must be a distance above 0/,
    });
    assert.throws(() => leNet5Map(NaN), RangeError);
  });

  for (const [name, loss] of Object.entries({ leNet5Mse, leNet5Map: leNet5Map(10) })) {
    test(`with ${name} it learns to read from 600 digits`, { skip: cannotTrain }, async (t) => {
      const digits = mnist({ train: 600, test: 300, size: 32 });
      const model = leNet5();
      t.after(() => discard(model));
      const [images, others] = [digits.train, digits.test].map(({ images }) => images.mul(1.275).sub(0.1));
      const right = () => {
        const classes = (model.predict(others as tf.Tensor) as tf.Tensor).argMin(1);
        return classes.equal(digits.test.labels.argMax(1)).mean().dataSync()[0] as number;
      };
      const targets = (model.getLayer("output").getWeights()[0] as tf.Tensor).dataSync();
      assert.ok(right() < 0.3);
      model.compile({ optimizer: tf.train.adam(0.002), loss });
      const options = { epochs: 5, batchSize: 20, shuffle: false, verbose: 0 } as const;
      await model.fit(images as tf.Tensor, digits.train.labels, options);
      assert.ok(right() > 0.75, `${right()}`);
      assert.deepEqual((model.getLayer("output").getWeights()[0] as tf.Tensor).dataSync(), targets);
      digits.dispose();
      tf.dispose([images, others]);
    });
  }
});

describe("LeNet-5 as it is taught", () => {
  test("shapes, activations and parameters of the course's table, corrected", () => {
    const rows = [
      ["image", "32 x 32 x 3", 3_072, 0],
      ["block1_conv1", "28 x 28 x 8", 6_272, 608],
      ["block1_pool", "14 x 14 x 8", 1_568, 0],
      ["block2_conv1", "10 x 10 x 16", 1_600, 3_216],
      ["block2_pool", "5 x 5 x 16", 400, 0],
      ["fc1", "120", 120, 48_120],
      ["fc2", "84", 84, 10_164],
      ["predictions", "10", 10, 850],
    ] as const;
    using(leNet5Modern(), (model) => {
      for (const [name, shape, values, params] of rows) {
        const layer = model.getLayer(name);
        const output = (layer.output as tf.SymbolicTensor).shape.slice(1) as number[];
        assert.equal(output.join(" x "), shape);
        assert.equal(tf.util.sizeFromShape(output), values);
        assert.equal(layer.countParams(), params, name);
      }
      assert.equal(model.countParams(), 62_958);
    });
  });

  test("ReLU behind every hidden layer, softmax at the end", () => {
    using(leNet5Modern(), (model) => {
      const layers = ["block1_conv1", "block2_conv1", "fc1", "fc2", "predictions"];
      const activations = layers.map((name) => model.getLayer(name).getConfig()["activation"]);
      assert.deepEqual(activations, ["relu", "relu", "relu", "relu", "softmax"]);
    });
  });

  test("the seed decides the weights", () => assertSeeded(leNet5Modern));

  test("16 x 16 is the smallest image", () => assertSmallest(leNet5Modern, 16));
});
