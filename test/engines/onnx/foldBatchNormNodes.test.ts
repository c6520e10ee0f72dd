import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import type * as ort from "onnxruntime-common";
import { discard } from "../../../src/engines/discard";
import { foldBatchNormNodes } from "../../../src/engines/onnx/foldBatchNormNodes";
import { float, type Graph, type Initializer, type Node } from "../../../src/engines/onnx/graph";
import { library } from "../../../src/engines/onnx/library";
import { Runner } from "../../../src/engines/onnx/runner";
import { translate } from "../../../src/engines/onnx/translate";
import { groupedConv2d } from "../../../src/layers/groupedConv2d";
import { available } from "../../support/engines";
import { drawInputs } from "../../support/random/inputs";
import { randomModel } from "../../support/randomModel";
import { difference } from "../parity";

const skip = available.includes("onnxruntime") ? false : "onnxruntime-node is not installed";

/** A graph of float32 constants, each given by its axes and values. */
function graphOf(nodes: Node[], constants: Record<string, [dims: number[], values: number[]]>): Graph {
  const initializers = Object.entries(constants).map(([name, [dims, values]]): Initializer => ({
    name,
    type: "float32",
    dims,
    values: () => Float32Array.from(values),
  }));
  return {
    name: "test",
    nodes,
    initializers,
    inputs: [],
    outputs: [{ name: "y", type: "float32", shape: [] }],
  };
}

function node(op: string, inputs: string[], output: string, attributes: Node["attributes"] = {}): Node {
  return { op, name: output, inputs, outputs: [output], attributes };
}

const norm = (input: string, output: string, of = "") =>
  node(
    "BatchNormalization",
    [input, ...["gamma", "beta", "mean", "variance"].map((name) => name + of)],
    output,
    {
      epsilon: float(0.01),
    },
  );

/** With epsilon the variances' roots are 2 and 0.5: the scales are 1.5 and -2, the shifts 1 - 1.5 x 4 and 2 - 2 x 0.5. */
const statistics: Record<string, [number[], number[]]> = {
  gamma: [[2], [3, -1]],
  beta: [[2], [1, 2]],
  mean: [[2], [4, -0.5]],
  variance: [[2], [3.99, 0.24]],
};
const ends = node("Identity", ["n"], "y");

function valuesOf(graph: Graph, name: string): number[] {
  const found = graph.initializers.find((one) => one.name === name) as Initializer;
  return Array.from(found.values() as Float32Array);
}

function assertNear(actual: number[], expected: number[]): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => assert.ok(Math.abs(value - (expected[i] as number)) < 1e-5, actual.join()));
}

describe("a batch norm worked out by hand", () => {
  const shifts = [1 - 1.5 * 4, 2 - 2 * 0.5];

  test("goes into a convolution's kernel and bias, whose channels come first", () => {
    const nodes = [node("Conv", ["x", "w", "b"], "c"), norm("c", "n"), ends];
    const folded = foldBatchNormNodes(
      graphOf(nodes, {
        w: [
          [2, 1, 1, 2],
          [1, 2, 3, 4],
        ],
        b: [[2], [10, 20]],
        ...statistics,
      }),
    );
    assert.deepEqual(
      folded.nodes.map(({ op, outputs }) => [op, ...outputs]),
      [
        ["Conv", "n"],
        ["Identity", "y"],
      ],
    );
    const [, kernel = "", bias = ""] = folded.nodes[0]?.inputs ?? [];
    assertNear(valuesOf(folded, kernel), [1.5, 3, -6, -8]);
    assertNear(valuesOf(folded, bias), [1.5 * 10 + (shifts[0] as number), -2 * 20 + (shifts[1] as number)]);
    assert.equal(folded.initializers.length, 2);
  });

  test("gives a dense layer, whose channels come last, a bias", () => {
    const nodes = [node("Gemm", ["x", "w"], "c"), norm("c", "n"), ends];
    const folded = foldBatchNormNodes(
      graphOf(nodes, {
        w: [
          [3, 2],
          [1, 2, 3, 4, 5, 6],
        ],
        ...statistics,
      }),
    );
    const [, kernel = "", bias = ""] = folded.nodes[0]?.inputs ?? [];
    assertNear(valuesOf(folded, kernel), [1.5, -4, 4.5, -8, 7.5, -12]);
    assertNear(valuesOf(folded, bias), shifts);
  });

  test("goes into a transposed convolution, whose channels are the second axis", () => {
    const nodes = [node("ConvTranspose", ["x", "w"], "c"), norm("c", "n"), ends];
    const folded = foldBatchNormNodes(
      graphOf(nodes, {
        w: [
          [2, 2, 1, 2],
          [1, 2, 3, 4, 5, 6, 7, 8],
        ],
        ...statistics,
      }),
    );
    assertNear(valuesOf(folded, "w"), [1.5, 3, -6, -8, 7.5, 9, -14, -16]);
  });

  test("scales a kernel that is read in pieces, wherever they end", () => {
    const nodes = [node("Gemm", ["x", "w"], "c"), norm("c", "n"), ends];
    const graph = graphOf(nodes, { w: [[3, 2], []], ...statistics });
    const kernel = graph.initializers[0] as Initializer;
    kernel.pieces = () => [Float32Array.of(1, 2, 3), Float32Array.of(4), Float32Array.of(5, 6)];
    const scaled = foldBatchNormNodes(graph).initializers.find(({ name }) => name === "w") as Initializer;
    assertNear(Array.from(scaled.values() as Float32Array), [1.5, -4, 4.5, -8, 7.5, -12]);
  });

  test("is not read before its constants are", () => {
    const nodes = [node("Conv", ["x", "w", "b"], "c"), norm("c", "n"), ends];
    const graph = graphOf(nodes, { w: [[2, 1], []], b: [[2], []], ...statistics });
    for (const initializer of graph.initializers) initializer.values = () => assert.fail(initializer.name);
    const folded = foldBatchNormNodes(graph);
    assert.equal(folded.nodes.length, 2);
    assert.throws(() => folded.initializers[0]?.values(), /gamma/);
  });
});

describe("a batch norm stays", () => {
  const weights: Record<string, [number[], number[]]> = {
    w: [
      [2, 2, 1, 1],
      [1, 2, 3, 4],
    ],
  };
  const convolution = node("Conv", ["x", "w"], "c");
  const cases: Record<string, Node[]> = {
    "where what it normalizes is used elsewhere too": [
      convolution,
      norm("c", "n"),
      node("Add", ["c", "n"], "y"),
    ],
    "where that is an output": [{ ...convolution, outputs: ["y"] }, norm("y", "n")],
    "where a loop's body uses that": [
      convolution,
      norm("c", "n"),
      node("Loop", ["n"], "y", { body: { graph: graphOf([node("Tanh", ["c"], "t")], {}) } }),
    ],
    "behind an activation": [convolution, node("Relu", ["c"], "r"), norm("r", "n"), ends],
    "where something else uses the kernel": [convolution, norm("c", "n"), node("Mul", ["n", "w"], "y")],
    "where two of a shared layer's calls have batch norms of their own": [
      convolution,
      norm("c", "n"),
      node("Conv", ["n", "w"], "d"),
      norm("d", "m", "2"),
      node("Identity", ["m"], "y"),
    ],
    "behind a product that is turned round": [
      node("Gemm", ["x", "w"], "c", { transB: 1 }),
      norm("c", "n"),
      ends,
    ],
    "over an axis that the layer does not make": [node("MatMul", ["x", "w"], "c"), norm("c", "n"), ends],
  };
  for (const [name, nodes] of Object.entries(cases)) {
    test(name, () => {
      const second = Object.fromEntries(Object.entries(statistics).map(([name, one]) => [`${name}2`, one]));
      const graph = graphOf(nodes, { ...weights, ...statistics, ...second });
      assert.deepEqual(foldBatchNormNodes(graph).nodes, nodes);
    });
  }
});

/** Layer by layer: ONNX Runtime is not to fold anything itself. */
async function run(graph: Graph, inputs: ort.Tensor[]): Promise<Float32Array[]> {
  const runner = await Runner.load(graph, { threads: 1, optimize: false });
  try {
    return (await runner.run(inputs)).map(({ data }) => Float32Array.from(data as Float32Array));
  } finally {
    await runner.dispose();
  }
}

function batchNorms({ nodes }: Graph): number {
  return nodes.filter(({ op }) => op === "BatchNormalization").length;
}

/** How many batch norms are folded in a model, and that it answers as before. */
async function foldsOf(model: tf.LayersModel, inputs: tf.Tensor[]): Promise<number> {
  const given = inputs.map(
    (input) => new (library().Tensor)(input.dtype as "float32", input.dataSync<"float32">(), input.shape),
  );
  const graph = translate(model);
  const folded = foldBatchNormNodes(graph);
  const [expected, outputs] = [await run(graph, given), await run(folded, given)];
  expected.forEach((values, i) => {
    const apart = difference(values, outputs[i] as Float32Array);
    assert.ok(apart <= 1e-4, `${model.name}, output ${i}: ${apart}`);
  });
  return batchNorms(graph) - batchNorms(folded);
}

const { layers } = tf;

/** Image → the layer → a batch norm over its channels; all weights drawn, far from doing nothing. */
function normalized(shape: number[], layer: tf.layers.Layer, config: object = {}): tf.LayersModel {
  const model = tf.sequential({
    layers: [layers.inputLayer({ inputShape: shape }), layer, layers.batchNormalization(config)],
  });
  for (const [seed, weight] of model.weights.entries()) {
    const [low, high] = weight.originalName.endsWith("moving_variance") ? [0.2, 3] : [-1, 1];
    const values = tf.randomUniform(weight.shape as number[], low, high, "float32", seed);
    weight.write(values);
    values.dispose();
  }
  return model;
}

describe("a batch norm folds into each kind of layer, and the model answers as before", { skip }, () => {
  const image = [6, 5, 4];
  const window = { kernelSize: 3, useBias: false };
  const first = { dataFormat: "channelsFirst" as const };
  const models: Record<string, () => tf.LayersModel> = {
    Conv1D: () => normalized([9, 4], layers.conv1d({ filters: 3, kernelSize: 3 })),
    Conv2D: () => normalized(image, layers.conv2d({ filters: 3, ...window }), { scale: false }),
    "Conv2D, channels first": () =>
      normalized(image, layers.conv2d({ filters: 3, ...window, ...first }), { axis: 1 }),
    Conv3D: () => normalized([4, 4, 4, 2], layers.conv3d({ filters: 3, kernelSize: 2 })),
    Conv2DTranspose: () =>
      normalized(image, layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2 })),
    DepthwiseConv2D: () => normalized(image, layers.depthwiseConv2d({ ...window, depthMultiplier: 2 })),
    SeparableConv2D: () =>
      normalized(image, layers.separableConv2d({ filters: 3, kernelSize: 3, depthMultiplier: 2 }), {
        center: false,
      }),
    GroupedConv2D: () => normalized(image, groupedConv2d({ filters: 6, kernelSize: 3, groups: 2 })),
    Dense: () => normalized([7], layers.dense({ units: 5 }), { epsilon: 0.1 }),
  };
  for (const [name, build] of Object.entries(models)) {
    test(name, async () => {
      const model = build();
      const shape = [2, ...(model.inputs[0] as tf.SymbolicTensor).shape.slice(1)] as number[];
      assert.equal(await foldsOf(model, [tf.randomNormal(shape, 0, 1, "float32", 1)]), 1);
    });
  }
});

test("a nested model that is called twice folds within, in both calls", { skip }, async () => {
  const branch = normalized([6, 6, 2], layers.conv2d({ filters: 3, kernelSize: 3 }));
  const images = [tf.input({ shape: [6, 6, 2] }), tf.input({ shape: [6, 6, 2] })];
  const both = images.map((image) => branch.apply(image) as tf.SymbolicTensor);
  const model = tf.model({ inputs: images, outputs: layers.multiply().apply(both) as tf.SymbolicTensor });
  const inputs = [1, 2].map((seed) => tf.randomNormal([2, 6, 6, 2], 0, 1, "float32", seed));
  assert.equal(await foldsOf(model, inputs), 2);
});

test("random models answer as before", { skip }, async () => {
  // Few kinds, so that batch norms often come right behind layers that take them in.
  const kinds = ["BatchNormalization", "Conv2D", "Dense", "DepthwiseConv2D", "SeparableConv2D"];
  const backend = tf.getBackend();
  await tf.setBackend("cpu");
  try {
    let folds = 0;
    for (let seed = 0; seed < 40; seed++) {
      const { model, inputs } = randomModel(seed, (kind) => kinds.includes(kind));
      const tensors = drawInputs(inputs, 3, seed);
      folds += await foldsOf(model, tensors);
      tf.dispose(tensors);
      discard(model);
    }
    assert.ok(folds >= 5, `only ${folds} batch norms were folded`);
  } finally {
    await tf.setBackend(backend);
  }
});
