import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { cost, type Cost } from "../../src/inspect/cost";
import { call, one, vgg16 } from "./networks";

/** The MACs of the last call: of the layer under test. */
function macs(model: tf.LayersModel): number | null | undefined {
  return cost(model).rows.at(-1)?.macs;
}

function assertSums({ rows, totals }: Cost): void {
  for (const column of ["params", "macs", "flops", "activationBytes"] as const) {
    const sum = rows.reduce((total, row) => total + (row[column] ?? 0), 0);
    assert.equal(sum, totals[column], column);
  }
}

describe("MACs by layer kind, worked by hand", () => {
  const { layers } = tf;
  const cases: [string, tf.LayersModel, number][] = [
    ["dense", one([7], layers.dense({ units: 3 })), 7 * 3],
    ["dense at each of 2 x 5 places", one([2, 5, 7], layers.dense({ units: 3 })), 2 * 5 * 7 * 3],
    ["conv1d", one([9, 4], layers.conv1d({ filters: 6, kernelSize: 3 })), 7 * (3 * 4) * 6],
    ["conv2d", one([12, 12, 3], layers.conv2d({ filters: 32, kernelSize: 5 })), 8 * 8 * (5 * 5 * 3) * 32],
    [
      "conv2d, 'same'",
      one([12, 12, 3], layers.conv2d({ filters: 2, kernelSize: 5, padding: "same" })),
      144 * 75 * 2,
    ],
    [
      "conv2d, stride 2",
      one([7, 7, 3], layers.conv2d({ filters: 2, kernelSize: 3, strides: 2 })),
      9 * 27 * 2,
    ],
    [
      "conv2d, dilated: 9 wide",
      one([12, 12, 1], layers.conv2d({ filters: 2, kernelSize: 5, dilationRate: 2 })),
      16 * 25 * 2,
    ],
    [
      "conv2d, channels first",
      one([3, 12, 12], layers.conv2d({ filters: 4, kernelSize: 5, dataFormat: "channelsFirst" })),
      64 * 75 * 4,
    ],
    ["conv3d", one([4, 5, 6, 2], layers.conv3d({ filters: 3, kernelSize: [2, 3, 4] })), 27 * (24 * 2) * 3],
    [
      "transposed: 3 x 3 inputs, each spread over 2 x 2 x 5",
      one([3, 3, 4], layers.conv2dTranspose({ filters: 5, kernelSize: 2, strides: 2 })),
      9 * 4 * (2 * 2 * 5),
    ],
    ["depthwise", one([6, 6, 3], layers.depthwiseConv2d({ kernelSize: 3 })), 16 * 9 * 3],
    [
      "depthwise, multiplier 2",
      one([6, 6, 3], layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 })),
      16 * 9 * 6,
    ],
    [
      "separable, multiplier 2: 3 x 3 on 6 channels, then 1 x 1",
      one([6, 6, 3], layers.separableConv2d({ filters: 10, kernelSize: 3, depthMultiplier: 2 })),
      16 * (9 * 6 + 6 * 10),
    ],
    ["simple RNN", one([5, 2], layers.simpleRNN({ units: 3 })), 5 * (2 * 3 + 3 * 3)],
    ["GRU: three gates", one([5, 2], layers.gru({ units: 3 })), 5 * 3 * (2 * 3 + 3 * 3)],
    [
      "LSTM: four gates",
      one([5, 2], layers.lstm({ units: 3, returnSequences: true })),
      5 * 4 * (2 * 3 + 3 * 3),
    ],
    [
      "bidirectional",
      one([5, 2], layers.bidirectional({ layer: layers.simpleRNN({ units: 3 }), mergeMode: "concat" })),
      2 * 5 * (2 * 3 + 3 * 3),
    ],
    [
      "time distributed",
      one([5, 8, 8, 1], layers.timeDistributed({ layer: layers.conv2d({ filters: 2, kernelSize: 3 }) })),
      5 * 36 * 9 * 2,
    ],
    ["no weights", one([8, 8, 3], layers.maxPooling2d({ poolSize: 2 })), 0],
    ["weights, but no multiply-add", one([8, 8, 3], layers.batchNormalization()), 0],
    ["look-up", one([5], layers.embedding({ inputDim: 100, outputDim: 8 })), 0],
  ];
  for (const [name, model, expected] of cases) {
    test(name, () => {
      assert.equal(macs(model), expected);
      assertSums(cost(model));
    });
  }

  test("dot: 4 x 5 sums of 3 products", () => {
    const [a, b] = [tf.input({ shape: [3, 4] }), tf.input({ shape: [3, 5] })];
    const model = tf.model({ inputs: [a, b], outputs: call(layers.dot({ axes: 1 }), [a, b]) });
    assert.equal(macs(model), 4 * 5 * 3);
  });
});

describe("a whole network", () => {
  test("VGG-16 with 10 classes", () => {
    const model = vgg16(10);
    const { totals, rows, uncounted } = cost(model);
    assert.equal(totals.params, 134_301_514);
    assert.equal(totals.macs, 15_466_209_280);
    assert.equal(totals.flops, 2 * 15_466_209_280);
    // Seed 003's table: input, convolutions, poolings and dense layers; here flatten's copy and 10 classes for 1,000.
    assert.equal(totals.activationBytes, 4 * (15_237_608 + 25_088 - 990));
    assert.deepEqual(uncounted, []);
    assert.deepEqual(rows[1], {
      name: "block1_conv1",
      kind: "Conv2D",
      outputShape: [1, 224, 224, 64],
      params: 1_792,
      macs: 224 * 224 * 27 * 64,
      flops: 2 * 224 * 224 * 27 * 64,
      activationBytes: 4 * 224 * 224 * 64,
      besides: "bias, relu",
    });
    assertSums(cost(model));
    model.dispose();
  });

  test("a batch of 8 does eight times the arithmetic with the same parameters", () => {
    const model = one([12, 12, 3], tf.layers.conv2d({ filters: 32, kernelSize: 5 }));
    const [single, batch] = [cost(model).totals, cost(model, { batch: 8 }).totals];
    assert.deepEqual(batch, {
      params: single.params,
      macs: 8 * single.macs,
      flops: 8 * single.flops,
      activationBytes: 8 * single.activationBytes,
    });
  });

  test("without any multiply-add it costs 0", () => {
    const { totals } = cost(one([4, 4, 2], tf.layers.flatten()));
    assert.deepEqual(totals, { params: 0, macs: 0, flops: 0, activationBytes: 4 * (32 + 32) });
  });

  test("a shared layer: weights once, MACs at each call, with each call's own shape", () => {
    const [wide, narrow] = [tf.input({ shape: [10, 4] }), tf.input({ shape: [3, 4] })];
    const shared = tf.layers.dense({ units: 5, name: "shared" });
    const counted = cost(
      tf.model({ inputs: [wide, narrow], outputs: [call(shared, wide), call(shared, narrow)] }),
    );
    assert.deepEqual(
      counted.rows
        .slice(2)
        .map(({ name, params, macs, outputShape }) => ({ name, params, macs, outputShape })),
      [
        { name: "shared", params: 25, macs: 10 * 20, outputShape: [1, 10, 5] },
        { name: "shared (call 2)", params: 0, macs: 3 * 20, outputShape: [1, 3, 5] },
      ],
    );
    assertSums(counted);
  });

  test("a nested model is taken apart; its caller fixes its open sizes", () => {
    const conv = tf.layers.conv2d({
      filters: 4,
      kernelSize: 3,
      name: "conv",
      inputShape: [null, null, 3] as number[],
    });
    const backbone = tf.sequential({
      name: "backbone",
      layers: [conv, tf.layers.batchNormalization({ name: "norm" })],
    });
    const [first, second] = [tf.input({ shape: [8, 8, 3] }), tf.input({ shape: [5, 5, 3] })];
    const model = tf.model({
      inputs: [first, second],
      outputs: [call(backbone, first), call(backbone, second)],
    });
    const counted = cost(model);
    assert.deepEqual(
      counted.rows.slice(2).map(({ name, params, macs }) => ({ name, params, macs })),
      [
        { name: "backbone/conv", params: 27 * 4 + 4, macs: 36 * 27 * 4 },
        { name: "backbone/norm", params: 16, macs: 0 },
        { name: "backbone/conv (call 2)", params: 0, macs: 9 * 27 * 4 },
        { name: "backbone/norm (call 2)", params: 0, macs: 0 },
      ],
    );
    assertSums(counted);
  });

  test("a model as the first layer of a Sequential", () => {
    const inner = one([6], tf.layers.dense({ units: 5 }));
    const { totals } = cost(tf.sequential({ layers: [inner, tf.layers.dense({ units: 2 })] }));
    assert.deepEqual([totals.params, totals.macs], [6 * 5 + 5 + 5 * 2 + 2, 6 * 5 + 5 * 2]);
  });

  test("a network of 2,500 layers", () => {
    const x = tf.input({ shape: [4] });
    let y = x;
    for (let i = 0; i < 2_500; i++) y = call(tf.layers.reLU(), y);
    assert.equal(cost(tf.model({ inputs: x, outputs: y })).rows.length, 2_501);
  });

  test("each output of a layer takes memory", () => {
    const x = tf.input({ shape: [5, 2] });
    const outputs = tf.layers.lstm({ units: 3, returnState: true }).apply(x) as tf.SymbolicTensor[];
    const row = cost(tf.model({ inputs: x, outputs })).rows.at(-1);
    assert.deepEqual(row?.outputShape, [
      [1, 3],
      [1, 3],
      [1, 3],
    ]);
    assert.equal(row.activationBytes, 4 * 9);
  });
});

describe("layers of our own", () => {
  class Doubling extends tf.layers.Layer {
    static className = "Doubling";
  }
  class Scaling extends Doubling {
    static override className = "Scaling";
    macs([batch = 0, size = 0]: number[], output: number[]): number {
      assert.deepEqual(output, [batch, size]);
      return 100 * batch * size;
    }
  }

  test("a kind without a rule is uncounted, never silently 0", () => {
    const model = one([4], new Doubling({ name: "twice" }));
    const { rows, totals, uncounted } = cost(model);
    assert.deepEqual(uncounted, [{ name: "twice", kind: "Doubling" }]);
    assert.deepEqual([rows[1]?.macs, rows[1]?.flops, totals.macs], [null, null, 0]);
    assert.match(inspect(cost(model)), /No rule for the MACs of twice \(Doubling\)/);
  });

  test("a layer class may bring its rule", () => {
    assert.equal(macs(one([4], new Scaling())), 400);
  });

  test("a wrapper around a kind without a rule is uncounted", () => {
    const model = one([5, 4], tf.layers.timeDistributed({ layer: new Doubling(), name: "each" }));
    assert.deepEqual(cost(model).uncounted, [{ name: "each", kind: "TimeDistributed" }]);
  });
});

describe("bad input", () => {
  const model = one([4], tf.layers.dense({ units: 2 }));

  for (const batch of [0, -1, 1.5, NaN]) {
    test(`batch ${batch}`, () => {
      assert.throws(() => cost(model, { batch }), {
        name: "RangeError",
        message: `batch is ${batch}: it must be a whole number of at least 1.`,
      });
    });
  }

  test("open sizes", () => {
    const open = one([null, null, 3], tf.layers.conv2d({ filters: 2, kernelSize: 3 }), "image");
    assert.throws(() => cost(open), {
      name: "RangeError",
      message:
        `The output shape of layer "image" (InputLayer) is (1, None, None, 3): what the model "${open.name}" computes ` +
        `depends on the open sizes (None). Build it with an inputShape that has numbers only.`,
    });
  });

  test("a disposed model", () => {
    const gone = one([4], tf.layers.dense({ units: 2 }));
    gone.dispose();
    assert.throws(() => cost(gone), /is disposed: build it again/);
  });

  test("no layers", () => {
    assert.throws(() => cost(tf.sequential({ name: "empty" })), /The model "empty" has no layers/);
  });
});

test("counting makes no tensors", () => {
  const model = one([8, 8, 3], tf.layers.conv2d({ filters: 2, kernelSize: 3 }));
  const before = tf.memory().numTensors;
  inspect(cost(model));
  assert.equal(tf.memory().numTensors, before);
});

test("the data are plain: JSON keeps them all", () => {
  const counted = cost(one([4], tf.layers.dense({ units: 2, activation: "softmax" })));
  assert.deepEqual(JSON.parse(JSON.stringify(counted)), { ...counted });
});
