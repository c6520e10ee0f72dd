import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { connections } from "../../src/inspect/connections";
import { cost } from "../../src/inspect/cost";
import { leNet5 } from "../../src/architectures/leNet";
import { groupedConv2d } from "../../src/layers/groupedConv2d";
import { call, one } from "./networks";

const { layers } = tf;

/** Of the last call: of the layer under test. */
function counted(model: tf.LayersModel): number | null | undefined {
  return connections(model).rows.at(-1)?.connections;
}

describe("connections by layer kind", () => {
  const cases: [string, tf.LayersModel, number][] = [
    ["LeNet-5's C1 (1998)", one([32, 32, 1], layers.conv2d({ filters: 6, kernelSize: 5 })), 122_304],
    ["LeNet-5's F6 (1998)", one([120], layers.dense({ units: 84 })), 10_164],
    ["no bias", one([120], layers.dense({ units: 84, useBias: false })), 120 * 84],
    [
      "a window over padding counts in full",
      one([4, 4, 1], layers.conv2d({ filters: 2, kernelSize: 3, padding: "same" })),
      16 * 2 * 10,
    ],
    [
      "two groups: each unit sees half of the channels",
      one([5, 5, 4], groupedConv2d({ filters: 6, kernelSize: 3, groups: 2 })),
      3 * 3 * 6 * (9 * 2 + 1),
    ],
    ["depthwise", one([6, 6, 3], layers.depthwiseConv2d({ kernelSize: 3 })), 16 * 3 * 10],
    ["max-pooling", one([28, 28, 6], layers.maxPooling2d({ poolSize: 2 })), 14 * 14 * 6 * 4],
    [
      "pooling that overlaps",
      one([55, 55, 96], layers.maxPooling2d({ poolSize: 3, strides: 2 })),
      27 * 27 * 96 * 9,
    ],
    ["global pooling", one([7, 7, 5], layers.globalAveragePooling2d({})), 7 * 7 * 5],
    ["batch norm: none of its own", one([7, 7, 5], layers.batchNormalization()), 0],
    ["flatten: none of its own", one([7, 7, 5], layers.flatten()), 0],
  ];
  for (const [name, model, expected] of cases) {
    test(name, () => {
      assert.equal(counted(model), expected);
    });
  }

  test("a sum of two branches: two for each value", () => {
    const x = tf.input({ shape: [4, 4, 3] });
    assert.equal(
      counted(tf.model({ inputs: x, outputs: call(layers.add(), [x, call(layers.reLU(), x)]) })),
      96,
    );
  });
});

test("the inputs that move a unit, and one for its bias: as many as counted, in a network without padding", () => {
  const positive = { kernelInitializer: "ones", biasInitializer: "ones" } as const;
  const layer = layers.conv2d({ filters: 2, kernelSize: 3, strides: 2, ...positive });
  const model = one([7, 5, 2], layer);
  const pixels = 7 * 5 * 2;
  const moved = tf.tidy(() => {
    const impulses = tf.eye(pixels).reshape([pixels, 7, 5, 2]);
    const calm = model.predict(tf.zeros([1, 7, 5, 2])) as tf.Tensor;
    return (model.predict(impulses) as tf.Tensor).notEqual(calm).sum().dataSync()[0] as number;
  });
  const units = 3 * 2 * 2;
  assert.equal(counted(model), moved + units);
});

test("a layer class brings its rule, for one image", () => {
  class Pairs extends tf.layers.Layer {
    static className = "Pairs";
    connections(input: number[], output: number[]): number {
      assert.deepEqual(
        [input, output],
        [
          [1, 4],
          [1, 4],
        ],
      );
      return 8;
    }
  }
  assert.equal(counted(one([4], new Pairs())), 8);
});

test("a kind without a rule is uncounted, never silently 0", () => {
  const model = one([5, 2], layers.simpleRNN({ units: 3, name: "rnn" }));
  const { uncounted, totals } = connections(model);
  assert.deepEqual(uncounted, [{ name: "rnn", kind: "SimpleRNN" }]);
  assert.equal(totals.connections, 0);
  assert.match(inspect(connections(model)), /No rule for the connections of rnn \(SimpleRNN\)/);
});

test("rows add up, call by call as in cost", () => {
  const [wide, narrow] = [tf.input({ shape: [10, 4] }), tf.input({ shape: [3, 4] })];
  const shared = layers.dense({ units: 5, name: "shared" });
  const model = tf.model({ inputs: [wide, narrow], outputs: [call(shared, wide), call(shared, narrow)] });
  const { rows, totals } = connections(model);
  assert.deepEqual(
    rows.map(({ name }) => name),
    cost(model).rows.map(({ name }) => name),
  );
  assert.equal(totals.connections, (10 + 3) * 5 * (4 + 1));
});

describe("bad input", () => {
  test("open sizes", () => {
    assert.throws(
      () => connections(one([null, null, 3], layers.conv2d({ filters: 2, kernelSize: 3 }))),
      /RangeError: The output shape of layer .* open sizes/,
    );
  });

  test("a disposed model", () => {
    const gone = one([4], layers.dense({ units: 2 }));
    gone.dispose();
    assert.throws(() => connections(gone), /is disposed: build it again/);
  });
});

describe("LeNet-5 (LeCun et al. 1998, section II.B)", () => {
  const { rows, totals, uncounted } = connections(leNet5());

  test("the connections of each layer", () => {
    assert.deepEqual(
      rows.filter(({ connections }) => connections !== 0).map(({ name, connections }) => [name, connections]),
      [
        ["C1", 122_304],
        ["S2", 5_880],
        ["C3", 151_600],
        ["S4", 2_000],
        ["C5", 48_120],
        ["F6", 10_164],
        ["output", 840],
      ],
    );
  });

  test("340,908 in all, none uncounted", () => {
    assert.equal(totals.connections, 340_908);
    assert.deepEqual(uncounted, []);
  });
});
