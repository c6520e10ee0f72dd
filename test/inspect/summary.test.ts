import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { blockOf } from "../../src/inspect/blocks";
import { cost } from "../../src/inspect/cost";
import { summary, type Summary } from "../../src/inspect/summary";
import { assertGolden } from "./golden";
import { call, one, vgg16 } from "./networks";

function assertSums({ rows, blocks, totals }: Summary): void {
  const layers = blocks.flatMap((block) => block.layers);
  for (const column of ["params", "trainable", "nonTrainable"] as const) {
    for (const parts of [rows, blocks, layers]) {
      assert.equal(
        parts.reduce((total, part) => total + part[column], 0),
        totals[column],
        column,
      );
    }
  }
}

/** A small network with what a table has to cope with: a nested model, a shared layer, batch norm, branches. */
function branching(): tf.LayersModel {
  const stem = tf.sequential({
    name: "stem",
    layers: [
      tf.layers.conv2d({
        inputShape: [16, 16, 3],
        filters: 8,
        kernelSize: 3,
        padding: "same",
        useBias: false,
        name: "conv",
      }),
      tf.layers.batchNormalization({ name: "norm" }),
    ],
  });
  const image = tf.input({ shape: [16, 16, 3], name: "image" });
  const features = call(stem, image);
  const pooled = call(tf.layers.maxPooling2d({ poolSize: 2, name: "pool" }), features);
  const shared = tf.layers.conv2d({ filters: 4, kernelSize: 1, activation: "relu", name: "shared" });
  const means = [call(shared, features), call(shared, pooled)].map((x, i) =>
    call(tf.layers.globalAveragePooling2d({ name: `mean${i + 1}` }), x),
  );
  const joined = call(tf.layers.concatenate({ name: "join" }), means);
  const outputs = call(tf.layers.dense({ units: 10, activation: "softmax", name: "classes" }), joined);
  return tf.model({ inputs: image, outputs, name: "branching" });
}

test("VGG-16 with 10 classes: the assignment's count", () => {
  const model = vgg16(10);
  const { rows, totals } = summary(model);
  assert.deepEqual(
    {
      params: totals.params,
      trainable: totals.trainable,
      nonTrainable: totals.nonTrainable,
      bytes: totals.bytes,
    },
    { params: 134_301_514, trainable: 134_301_514, nonTrainable: 0, bytes: 4 * 134_301_514 },
  );
  assert.deepEqual(rows[0], {
    name: "block1_conv1",
    kind: "Conv2D",
    outputShape: [null, 224, 224, 64],
    params: 1_792,
    trainable: 1_792,
    nonTrainable: 0,
    connectedTo: ["block1_conv1_input[0][0]"],
  });
  assertSums(summary(model));
  assertGolden("vgg16.txt", inspect(summary(model)));
  model.dispose();
});

test("branches, a nested model, a shared layer", () => {
  const summarized = summary(branching());
  const byName = new Map(summarized.rows.map((row) => [row.name, row]));
  const stem = byName.get("stem");
  assert.deepEqual(
    [stem?.params, stem?.trainable, stem?.nonTrainable],
    [27 * 8 + 4 * 8, 27 * 8 + 2 * 8, 2 * 8],
  );
  assert.equal(byName.get("shared")?.params, 8 * 4 + 4);
  assert.deepEqual(byName.get("shared")?.outputShape, [
    [null, 16, 16, 4],
    [null, 8, 8, 4],
  ]);
  assertSums(summarized);
  assertGolden("branching.txt", inspect(summarized));
  assertGolden("branching.cost.txt", inspect(cost(branching())));
});

describe("connected to", () => {
  const connections = (model: tf.LayersModel) =>
    summary(model).rows.map(({ name, connectedTo }) => `${name}: ${connectedTo.join(", ")}`);

  // The column of the same networks in Keras 3.15, where the order of the layers is the same too.
  test("branches, a nested model, a shared layer", () => {
    assert.deepEqual(connections(branching()), [
      "image: ",
      "stem: image[0][0]",
      "pool: stem[0][0]",
      "shared: stem[0][0], pool[0][0]",
      "mean1: shared[0][0]",
      "mean2: shared[1][0]",
      "join: mean1[0][0], mean2[0][0]",
      "classes: join[0][0]",
    ]);
    assertGolden("branching.connections.txt", inspect(summary(branching(), { connections: true })));
  });

  test("a nested model that is called twice", () => {
    const [a, b] = [tf.input({ shape: [4], name: "a" }), tf.input({ shape: [4], name: "b" })];
    const inner = one([4], tf.layers.dense({ units: 3 }));
    inner.name = "inner";
    const add = tf.layers.add({ name: "add" });
    const model = tf.model({ inputs: [a, b], outputs: call(add, [call(inner, a), call(inner, b)]) });
    assert.deepEqual(connections(model), [
      "a: ",
      "b: ",
      "inner: a[0][0], b[0][0]",
      "add: inner[0][0], inner[1][0]",
    ]);
  });

  test("a layer with several outputs", () => {
    const x = tf.input({ shape: [5, 2], name: "seq" });
    const lstm = tf.layers.lstm({ units: 3, returnState: true, name: "lstm" });
    const [output, , state] = lstm.apply(x) as tf.SymbolicTensor[];
    const outputs = tf.layers.add({ name: "add" }).apply([state, output] as tf.SymbolicTensor[]);
    assert.deepEqual(connections(tf.model({ inputs: x, outputs: outputs as tf.SymbolicTensor })), [
      "seq: ",
      "lstm: seq[0][0]",
      "add: lstm[0][2], lstm[0][0]",
    ]);
  });

  test("what a layer does in another model does not show", () => {
    const [x, wide] = [
      tf.input({ shape: [6, 6, 1], name: "x" }),
      tf.input({ shape: [9, 9, 1], name: "wide" }),
    ];
    const conv = tf.layers.conv2d({ filters: 2, kernelSize: 3, name: "conv" });
    const elsewhere = tf.model({ inputs: wide, outputs: call(conv, wide) });
    const here = tf.model({ inputs: x, outputs: call(conv, x) });
    assert.deepEqual(
      [elsewhere, here].map((model) => summary(model).rows[1]?.outputShape),
      [
        [null, 7, 7, 2],
        [null, 4, 4, 2],
      ],
    );
    assert.deepEqual(connections(here), ["x: ", "conv: x[0][0]"]);
    assert.deepEqual(connections(elsewhere), ["wide: ", "conv: wide[0][0]"]);
  });
});

describe("by block", () => {
  const names: [layer: string, block: string][] = [
    ["block1_conv1", "block1"],
    ["block1_conv1_bn", "block1"],
    ["block5_pool", "block5"],
    ["conv1", "conv1"],
    ["conv1_bn", "conv1"],
    ["fc1_dropout", "fc1"],
    ["conv2_block1_conv1", "conv2_block1"],
    ["conv2_block1_1_conv", "conv2_block1"],
    ["conv5_block3_shortcut_bn", "conv5_block3"],
    ["inception_3a_1x1", "inception_3a"],
    ["inception_4d_5x5_reduce", "inception_4d"],
    ["conv_dw_13_bn", "conv_dw_13"],
    ["block_1_expand", "block_1"],
    ["block4d_expand_conv", "block4d"],
    ["conv2d", "conv2d"],
    ["conv2d_5", "conv2d_5"],
    ["conv2d_Conv2D12", "conv2d_Conv2D12"],
    ["max_pooling2d_1", "max_pooling2d_1"],
    ["up_sampling2d_3", "up_sampling2d_3"],
    ["average_pool", "average_pool"],
    ["predictions", "predictions"],
  ];
  test("a layer's name tells its block", () => {
    assert.deepEqual(
      names.map(([layer]) => [layer, blockOf(layer)]),
      names,
    );
  });

  test("VGG-16: the parameters of each block, from the paper's table", () => {
    const conv = (from: number, to: number) => 9 * from * to + to;
    const model = vgg16(1000);
    const { blocks } = summary(model);
    model.dispose();
    assert.deepEqual(
      blocks.map(({ name, params }) => [name, params]),
      [
        ["block1", conv(3, 64) + conv(64, 64)],
        ["block2", conv(64, 128) + conv(128, 128)],
        ["block3", conv(128, 256) + 2 * conv(256, 256)],
        ["block4", conv(256, 512) + 2 * conv(512, 512)],
        ["block5", 3 * conv(512, 512)],
        ["flatten", 0],
        ["fc1", 7 * 7 * 512 * 4096 + 4096],
        ["fc2", 4096 * 4096 + 4096],
        ["predictions", 4096 * 1000 + 1000],
      ],
    );
    assert.deepEqual(
      blocks[0]?.layers.map(({ name }) => name),
      ["block1_conv1", "block1_conv2", "block1_pool"],
    );
  });

  test("a nested model is a block, with the layers of models in it", () => {
    const inner = one([4], tf.layers.dense({ units: 3, name: "dense" }), "inner_input");
    inner.name = "inner";
    const x = tf.input({ shape: [4], name: "middle_input" });
    const norm = tf.layers.batchNormalization({ name: "norm" });
    const middle = tf.model({ inputs: x, outputs: call(norm, call(inner, x)), name: "middle" });
    const summarized = summary(one([4], middle, "image"));
    assert.deepEqual(
      summarized.blocks.map(({ name, params, trainable, nonTrainable, layers }) => [
        [name, params, trainable, nonTrainable],
        layers.map((layer) => [layer.name, layer.params]),
      ]),
      [
        [["image", 0, 0, 0], [["image", 0]]],
        [
          ["middle", 15 + 12, 15 + 6, 6],
          [
            ["middle_input", 0],
            ["inner/inner_input", 0],
            ["inner/dense", 15],
            ["norm", 12],
          ],
        ],
      ],
    );
    assertSums(summarized);
  });

  test("a nested model is apart from a block of its name", () => {
    const inner = one([4], tf.layers.dense({ units: 3, name: "dense" }), "inner_input");
    inner.name = "block1";
    const x = tf.input({ shape: [4], name: "image" });
    const before = call(tf.layers.dense({ units: 4, name: "block1_dense" }), x);
    const after = tf.layers.dense({ units: 2, name: "block1_out" });
    const outputs = call(after, call(inner, before));
    const { blocks } = summary(tf.model({ inputs: x, outputs }));
    assert.deepEqual(
      blocks.map(({ name, params, layers, model }) => [
        ...[name, params, model?.name],
        layers.map((layer) => layer.name),
      ]),
      [
        ["image", 0, undefined, ["image"]],
        ["block1", 20 + 8, undefined, ["block1_dense", "block1_out"]],
        ["block1", 15, "block1", ["inner_input", "dense"]],
      ],
    );
  });

  test("blocks with their layers, as they show", () => {
    const model = vgg16(10);
    assertGolden("vgg16.blocks.txt", inspect(summary(model, { byBlock: true })));
    model.dispose();
    assertGolden("branching.blocks.txt", inspect(summary(branching(), { byBlock: true, connections: true })));
  });
});

describe("trainable or not", () => {
  test("a frozen layer", () => {
    const { totals } = summary(one([4], tf.layers.dense({ units: 3, trainable: false })));
    assert.deepEqual([totals.trainable, totals.nonTrainable, totals.nonTrainableBytes], [0, 15, 60]);
  });

  test("a frozen model, nested models included", () => {
    const model = branching();
    model.trainable = false;
    const summarized = summary(model);
    assert.equal(summarized.totals.trainable, 0);
    assertSums(summarized);
  });
});

test("a layer that stands in the model and in a nested model counts once", () => {
  const x = tf.input({ shape: [4] });
  const shared = tf.layers.dense({ units: 4, name: "shared" });
  const inner = tf.model({ inputs: x, outputs: call(shared, x), name: "inner" });
  const y = tf.input({ shape: [4] });
  const summarized = summary(tf.model({ inputs: y, outputs: call(shared, call(inner, y)) }));
  assert.equal(summarized.totals.params, 20);
  assertSums(summarized);
});

test("a model as the first layer of a Sequential", () => {
  const inner = one([6], tf.layers.dense({ units: 5 }));
  const summarized = summary(tf.sequential({ layers: [inner, tf.layers.dense({ units: 2 })] }));
  assert.deepEqual(
    summarized.rows.map(({ outputShape, params }) => [outputShape, params]),
    [
      [[null, 5], 6 * 5 + 5],
      [[null, 2], 5 * 2 + 2],
    ],
  );
  assertSums(summarized);
});

test("a nested model with open sizes has the shape that its call gives it", () => {
  const backbone = one([null, null, 3], tf.layers.conv2d({ filters: 4, kernelSize: 3 }));
  const x = tf.input({ shape: [8, 8, 3] });
  const summarized = summary(tf.model({ inputs: x, outputs: call(backbone, x) }));
  assert.deepEqual(summarized.rows[1]?.outputShape, [null, 6, 6, 4]);
});

test("open sizes are no obstacle", () => {
  const model = one([null, null, 3], tf.layers.conv2d({ filters: 2, kernelSize: 3 }));
  assert.deepEqual(summary(model).rows[1]?.outputShape, [null, null, null, 2]);
});

test("a disposed model is refused", () => {
  const model = one([4], tf.layers.dense({ units: 3 }));
  model.dispose();
  assert.throws(() => summary(model), /is disposed: build it again/);
});

test("what is no model is named, with the way out", () => {
  assert.throws(() => summary((() => undefined) as never), {
    name: "TypeError",
    message: /no tf.LayersModel but function: call the function/,
  });
  assert.throws(() => summary(undefined as never), { name: "TypeError", message: /but undefined: give/ });
});
