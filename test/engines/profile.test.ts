import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import * as cnn from "../../src";
import type { Graph, Node } from "../../src/engines/onnx/graph";
import { attribute } from "../../src/engines/profile/attribution";
import { type ExecutedNode, readEvents } from "../../src/engines/profile/events";
import { available, backends } from "../support/engines";

const layers = tf.layers;
const skip = available.includes("onnxruntime") ? false : "no ONNX Runtime here";

async function profiled(
  model: tf.LayersModel,
  options: { optimize?: boolean; batch?: number; runs?: number } = {},
): Promise<cnn.Profile> {
  const { optimize, batch = 1, runs = 2 } = options;
  const shape = model.inputs[0]?.shape.slice(1) as number[];
  const images = tf.ones([batch, ...shape]);
  const session = await cnn.load(model, { engine: "onnxruntime", optimize });
  try {
    return await session.profile(images, { runs });
  } finally {
    images.dispose();
    await session.dispose();
  }
}

/** The rows' layers, the engine's own rearranging left out. */
function layersOf({ rows }: cnn.Profile): string[] {
  return rows.flatMap((row) => (row.layers.length ? [row.layers.join(" + ")] : []));
}

/** Two branches that are added, and what ONNX Runtime fuses in front, behind and between. */
function branches(): tf.LayersModel {
  const input = tf.input({ shape: [17, 17, 3] });
  const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
    layer.apply(x) as tf.SymbolicTensor;
  const conv = (name: string, activation?: "relu" | "sigmoid") =>
    layers.conv2d({ filters: 16, kernelSize: 3, padding: "same", activation, name });
  const stem = apply(conv("stem", "relu"), input);
  const left = apply(layers.batchNormalization({ name: "left_bn" }), apply(conv("left"), stem));
  const sum = apply(layers.add({ name: "sum" }), [left, stem]);
  const pooled = apply(
    layers.maxPooling2d({ poolSize: 2, name: "pool" }),
    apply(layers.reLU({ name: "relu" }), sum),
  );
  const padded = apply(layers.zeroPadding2d({ padding: 1, name: "pad" }), pooled);
  const last = apply(layers.conv2d({ filters: 8, kernelSize: 3, activation: "relu", name: "last" }), padded);
  const flat = apply(
    layers.flatten({ name: "flat" }),
    apply(layers.dropout({ rate: 0.5, name: "drop" }), last),
  );
  const hidden = apply(layers.dense({ units: 12, activation: "relu", name: "hidden" }), flat);
  const output = apply(layers.dense({ units: 10, activation: "softmax", name: "answer" }), hidden);
  return tf.model({ inputs: input, outputs: output, name: "branches" });
}

describe("session.profile", { skip }, () => {
  it("has a row for each layer or group of layers that the engine computes as one, in order", async () => {
    const model = branches();
    const profile = await profiled(model);
    assert.deepEqual(layersOf(profile), [
      "stem",
      "left + left_bn + sum + relu",
      "pool",
      "pad + last",
      "flat",
      "hidden",
      "answer",
    ]);
    assert.deepEqual(profile.idle, ["drop"]);
    assert.deepEqual(
      profile.rows.filter(({ kind }) => kind === "Dense").map(({ layer }) => layer),
      ["hidden", "answer"],
    );
    assert.equal(profile.rows.find(({ layers }) => layers.includes("pad"))?.layer, "last");
    model.dispose();
  });

  it("has every layer by itself where the engine may not fuse them", async () => {
    const model = branches();
    const profile = await profiled(model, { optimize: false });
    const own = ["stem", "left", "left_bn", "sum", "relu", "pool", "pad", "last", "flat", "hidden", "answer"];
    assert.deepEqual(layersOf(profile), own);
    const operators = new Map(profile.rows.map((row) => [row.layer, row.operators]));
    assert.equal(operators.get("left"), "Conv");
    assert.equal(operators.get("sum"), "Add");
    assert.equal(operators.get("pool"), "MaxPool");
    model.dispose();
  });

  it("counts bytes once: inputs, weights and outputs of a row, not what passes between fused layers", async () => {
    const model = branches();
    const profile = await profiled(model);
    const map = 17 * 17 * 16;
    const bytes = new Map(profile.rows.map((row) => [row.layer, row.bytes]));
    assert.equal(bytes.get("stem"), 4 * (17 * 17 * 3 + (27 * 16 + 16) + map));
    // The stem's map is its input and what is added; batch norm has four numbers for each channel.
    assert.equal(bytes.get("left"), 4 * (map + (144 * 16 + 16 + 4 * 16) + map));
    assert.equal(bytes.get("last"), 4 * (8 * 8 * 16 + (144 * 8 + 8) + 8 * 8 * 8));
    assert.equal(bytes.get("hidden"), 4 * (512 + (512 * 12 + 12) + 12));
    model.dispose();
  });

  it("adds up, and counts for the whole batch", async () => {
    const model = branches();
    for (const batch of [1, 3]) {
      const { rows, totals, ...profile } = await profiled(model, { batch });
      const sum = (value: (row: (typeof rows)[number]) => number) =>
        rows.reduce((all, row) => all + value(row), 0);
      assert.equal(profile.batch, batch);
      assert.equal(totals.macs, cnn.cost(model, { batch }).totals.macs);
      assert.equal(
        totals.macs,
        sum(({ macs }) => macs ?? NaN),
      );
      assert.equal(
        totals.bytes,
        sum(({ bytes }) => bytes),
      );
      assert.equal(
        totals.medianMs,
        sum(({ medianMs }) => medianMs),
      );
      assert.ok(Math.abs(sum(({ share }) => share) - 1) < 1e-9);
      for (const { macs, medianMs, gflops, bytes, intensity } of rows) {
        assert.ok(medianMs > 0);
        assert.equal(gflops, macs ? (2 * macs) / medianMs / 1e6 : null);
        assert.equal(intensity, macs ? (2 * macs) / bytes : null);
      }
    }
    model.dispose();
  });

  const small = { inputShape: [64, 64, 3] as [number, number, number] };
  const zoo: Record<string, () => tf.LayersModel> = {
    "VGG-11 with batch norm": () => cnn.vgg11({ ...small, batchNorm: true, dropout: 0.5, classes: 10 }),
    "ResNet-18": () => cnn.resNet18(small),
    GoogLeNet: () => cnn.googLeNet(),
    MobileNet: () => cnn.mobileNet(small),
    "LeNet-5": () => cnn.leNet5(),
    "AlexNet for digits": () => cnn.digitAlexNet({ batchNorm: true }),
  };
  for (const [name, build] of Object.entries(zoo)) {
    for (const optimize of [true, false]) {
      it(`has each layer of ${name} once, ${optimize ? "" : "not "}optimized`, async () => {
        const model = build();
        const { rows, idle } = await profiled(model, { optimize });
        const { rows: costs } = cnn.cost(model);
        const expected = costs.filter(({ kind }) => kind !== "InputLayer").map((cost) => cost.name);
        assert.deepEqual([...rows.flatMap((row) => row.layers), ...idle].sort(), expected.sort());
        const macs = new Map(costs.map((cost) => [cost.name, cost.macs]));
        for (const layer of idle) assert.equal(macs.get(layer), 0, layer);
        for (const row of rows) {
          assert.equal(
            row.macs,
            row.layers.reduce((all, layer) => all + (macs.get(layer) as number), 0),
          );
          // One row has one sum of products at most, and what runs is one.
          const arithmetic = row.layers.filter((layer) => macs.get(layer) !== 0);
          assert.ok(arithmetic.length <= 1, row.layers.join());
          if (arithmetic.length) assert.match(row.operators, /Conv|Gemm|MatMul/);
          if (!row.layers.length) assert.match(row.operators, /^(Transpose|Reorder(In|Out)put)$/);
        }
        model.dispose();
      });
    }
  }

  it("tells the calls of a shared layer apart, and nested models' layers by their way", async () => {
    const inner = tf.sequential({
      name: "inner",
      layers: [layers.dense({ inputShape: [6], units: 6, activation: "tanh", name: "dense" })],
    });
    const input = tf.input({ shape: [6] });
    const twice = inner.apply(inner.apply(input)) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: twice });
    const profile = await profiled(model);
    assert.deepEqual(layersOf(profile), ["inner/dense", "inner/dense (call 2)"]);
    assert.deepEqual(
      profile.rows.map(({ macs }) => macs),
      [36, 36],
    );
    model.dispose();
  });

  it("shows itself as a table with what a time means nothing without", async () => {
    const model = branches();
    const profile = await profiled(model, { runs: 3 });
    const text = inspect(profile);
    assert.match(text, /^Model: branches, batch 1, onnxruntime 1\.\d+\.\d+ on .+, medians of 3 runs, Node/);
    assert.match(text, /^left \+ left_bn \+ sum \+ relu +Conv2D +Conv +[\d.]+ +[\d.]+ % +665,856/m);
    assert.match(
      text,
      /^Total: [\d.]+ ms, the sum of the rows' medians; the whole prediction, .+: [\d.]+ ms/m,
    );
    assert.match(text, /^Without a time of their own: drop$/m);
    model.dispose();
  });

  it("leaves session, tensors and folder as they were", async () => {
    const model = branches();
    const session = await cnn.load(model, { engine: "onnxruntime" });
    const images = tf.ones([1, 17, 17, 3]);
    const before = (await session.predict(images)).dataSync();
    const files = () => readdirSync(tmpdir()).filter((name) => name.startsWith("convbook-profile-"));
    const [filesBefore, tensorsBefore] = [files(), tf.memory().numTensors];
    await session.profile(images, { runs: 1 });
    assert.deepEqual(files(), filesBefore);
    assert.equal(tf.memory().numTensors, tensorsBefore);
    assert.deepEqual((await session.predict(images)).dataSync(), before);
    await session.dispose();
    model.dispose();
  });

  it("says what it cannot do", async () => {
    const model = branches();
    const session = await cnn.load(model, { engine: "onnxruntime" });
    const images = tf.ones([1, 17, 17, 3]);
    await assert.rejects(session.profile(images, { runs: 0 }), /runs is 0/);
    await assert.rejects(session.profile(images, { run: 3 } as object), /did you mean runs/);
    await assert.rejects(session.profile(tf.ones([1, 3])), /images have the shape \[1, 3\]/);
    model.dispose();
    await assert.rejects(session.profile(images), /"branches" is disposed/);
    await session.dispose();
    await assert.rejects(session.profile(images), /session is disposed/);
  });
});

describe("session.profile of another engine", () => {
  for (const engine of backends) {
    it(`says where to find one: ${engine}`, async () => {
      const model = tf.sequential({ layers: [layers.dense({ inputShape: [2], units: 1 })] });
      const session = await cnn.load(model, { engine });
      await assert.rejects(session.profile(tf.ones([1, 2])), /load the model with engine: "onnxruntime"/);
      await session.dispose();
      model.dispose();
    });
  }
});

describe("attribute", () => {
  const node = (name: string, inputs: string[]): Node => {
    const op = name.slice(name.lastIndexOf("/") + 1);
    return { op, name, inputs, outputs: [`${name}:0`], attributes: {} };
  };
  const ran = (name: string): ExecutedNode => ({ name, op: "", medianMs: 1, inputs: [], outputs: [] });
  const attributed = (nodes: Node[], names: string[]) => {
    const graph: Graph = { name: "", nodes, initializers: [], inputs: [], outputs: [] };
    const layerOf = ({ op, name }: Node) =>
      op === "Transpose" ? undefined : name.slice(0, name.lastIndexOf("/"));
    return attribute(graph, names.map(ran), layerOf).map((share) => [
      share.nodes.map(({ name }) => name),
      share.layers,
    ]);
  };

  it("knows what is named after its first part, its last part, or an output", () => {
    const nodes = [
      node("a/Transpose", ["x"]),
      node("a/Conv", ["a/Transpose:0"]),
      node("a/Relu", ["a/Conv:0"]),
      node("b/BatchNormalization", ["a/Relu:0"]),
      node("c/Gemm", ["b/BatchNormalization:0"]),
      node("d/Elu", ["c/Gemm:0"]),
    ];
    const names = [
      "a/Transpose",
      "a/Relu:0_nchwc",
      "b/BatchNormalization:0_bn_nchwc",
      "ReorderOutput_token_3",
      "fused c/Gemm",
    ];
    assert.deepEqual(attributed(nodes, names), [
      [["a/Transpose"], []],
      [["a/Relu:0_nchwc"], ["a"]],
      [["b/BatchNormalization:0_bn_nchwc"], ["b"]],
      [["ReorderOutput_token_3"], []],
      [["fused c/Gemm"], ["c", "d"]],
    ]);
  });

  it("gives an addition to the convolution that ran last", () => {
    const nodes = [
      node("in/Relu", ["x"]),
      node("long/Conv", ["in/Relu:0"]),
      node("short/Conv", ["in/Relu:0"]),
      node("sum/Add", ["long/Conv:0", "short/Conv:0"]),
    ];
    for (const [first, last] of [
      ["long", "short"],
      ["short", "long"],
    ]) {
      const order = ["in/Relu", `${first}/Conv:0_nchwc`, `${last}/Conv:0_nchwc`];
      assert.deepEqual(attributed(nodes, order)[2]?.[1], [last, "sum"]);
    }
  });

  it("joins the layers of nodes that run for several, and all nodes of a layer", () => {
    const nodes = [node("a/Gemm", ["x"]), node("a/Softmax", ["a/Gemm:0"]), node("b/Gemm", ["a/Softmax:0"])];
    assert.deepEqual(attributed(nodes, ["a/Gemm", "a/Softmax", "b/Gemm"]), [
      [["a/Gemm", "a/Softmax"], ["a"]],
      [["b/Gemm"], ["b"]],
    ]);
  });

  it("prefers the longest of the names that fit", () => {
    const nodes = [node("conv/Conv", ["x"]), node("my_conv/Conv", ["conv/Conv:0"])];
    assert.deepEqual(attributed(nodes, ["conv/Conv", "my_conv/Conv:0_nchwc"]), [
      [["conv/Conv"], ["conv"]],
      [["my_conv/Conv:0_nchwc"], ["my_conv"]],
    ]);
  });
});

describe("readEvents", () => {
  const session = (name: string, ts: number, dur: number) => ({ cat: "Session", name, ts, dur, args: {} });
  const execution = (node_index: string, name: string, ts: number, dur: number) => ({
    cat: "Node",
    name: `${name}_kernel_time`,
    ts,
    dur,
    args: {
      op_name: "Relu",
      node_index,
      input_type_shape: [{ float: [2, 3] }],
      output_type_shape: [{ uint8: [6] }],
    },
  });

  it("takes each node's median over the last runs, in milliseconds", () => {
    const events = [10_000, 3000, 1000, 2000].flatMap((dur, run) => [
      session("model_run", run * 20_000, 15_000),
      execution("4", "a/Relu", run * 20_000 + 5, dur),
      execution("2", "b/Relu", run * 20_000 + 12_000, 7),
    ]);
    assert.deepEqual(readEvents(JSON.stringify([session("session_initialization", 0, 1), ...events]), 3), [
      {
        name: "a/Relu",
        op: "Relu",
        medianMs: 2,
        inputs: [{ type: "float", shape: [2, 3] }],
        outputs: [{ type: "uint8", shape: [6] }],
      },
      {
        name: "b/Relu",
        op: "Relu",
        medianMs: 0.007,
        inputs: [{ type: "float", shape: [2, 3] }],
        outputs: [{ type: "uint8", shape: [6] }],
      },
    ]);
  });
});
