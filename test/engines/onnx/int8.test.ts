import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { type Graph, type Initializer, type Node } from "../../../src/engines/onnx/graph";
import { plan } from "../../../src/engines/onnx/int8/plan";
import { quantize } from "../../../src/engines/onnx/int8/quantize";
import { quantizationOf, roundHalfEven } from "../../../src/engines/onnx/int8/scales";
import {
  leastScales,
  quantizeBias,
  quantizeWeight,
  withLeastScales,
} from "../../../src/engines/onnx/int8/weights";
import { library } from "../../../src/engines/onnx/library";
import { Runner } from "../../../src/engines/onnx/runner";
import { translate } from "../../../src/engines/onnx/translate";
import { smallImages, smallNetwork } from "../../fixtures/onnx-int8/network";
import { available } from "../../support/engines";

const options = { threads: 1, optimize: true };
const skip = available.includes("onnxruntime") ? false : "onnxruntime-node is not installed";

function onnxTensor(tensor: tf.Tensor) {
  const { Tensor } = library();
  return new Tensor("float32", tensor.dataSync<"float32">(), tensor.shape);
}

/** What Python's static quantization says of the same network, see the script beside the file. */
interface Reference {
  scales: Record<string, { scale: number; zeroPoint: number }>;
  weights: Record<string, { values: number[]; scales: number[] }>;
  biases: Record<string, number[]>;
  hidden: number[];
  output: number[];
}

const fixture = join(__dirname, "../../fixtures/onnx-int8/quantized.json");
const reference = JSON.parse(readFileSync(fixture, "utf8")) as Reference;

function constant(graph: Graph, name: string): number[] {
  const found = graph.initializers.find((initializer) => initializer.name === name) as Initializer;
  return Array.from(found.values() as Int8Array);
}

/** Float32 numbers that two programs have computed in another order. */
function assertNear(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= 1e-6 * Math.abs(expected), `${what}: ${actual} for ${expected}`);
}

describe("a network quantized by us and by Python's quantize_static", { skip }, async () => {
  const model = smallNetwork();
  const graph = translate(model);
  const images = smallImages().map(onnxTensor);
  const last = images.pop() as ReturnType<typeof onnxTensor>;
  const quantized = skip
    ? graph
    : await quantize(
        graph,
        images.map((image) => [image]),
        options,
      );

  test("has the same integers for weights, channel by channel", () => {
    for (const [name, { values, scales }] of Object.entries(reference.weights)) {
      assert.deepEqual(constant(quantized, `${name}/int8`), values, name);
      constant(quantized, `${name}/scale`).forEach((scale, i) =>
        assertNear(scale, scales[i] as number, name),
      );
    }
    const names = quantized.initializers.flatMap(({ name, type }) => (type === "int8" ? [name] : []));
    const weights = names.filter((name) => name.endsWith("/int8"));
    assert.equal(weights.length, Object.keys(reference.weights).length);
  });

  test("has the same scale and zero point for every activation", () => {
    const own = plan(graph).scaledAs;
    for (const [tensor, scaledAs] of own) {
      const { scale, zeroPoint } = reference.scales[tensor] as Reference["scales"][string];
      assertNear(constant(quantized, `${scaledAs}/scale`)[0] as number, scale, tensor);
      assert.equal(constant(quantized, `${scaledAs}/zero_point`)[0], zeroPoint, tensor);
    }
    // Python rounds the logits and the probabilities too, which nothing with integers uses.
    const others = Object.keys(reference.scales).filter((tensor) => !own.has(tensor));
    assert.deepEqual(others, ["classes/Gemm:0", "classes/Softmax:0"]);
  });

  test("has the same integers for biases, one off where scales differ in their last bit", () => {
    for (const [node, values] of Object.entries(reference.biases)) {
      constant(quantized, `${node}/bias/int32`).forEach((value, i) => {
        const expected = values[i] as number;
        assert.ok(
          Math.abs(value - expected) <= 1 + 1e-6 * Math.abs(expected),
          `${node}: ${value}, ${expected}`,
        );
      });
    }
  });

  test("answers the same up to rounding", async () => {
    const name = "hidden/Relu:0/quantized";
    const outputs = [...quantized.outputs, { name, type: "uint8" as const, shape: [null, 9] }];
    const runner = await Runner.load({ ...quantized, outputs }, options);
    const [output, hidden] = (await runner.run([last])).map(({ data }) => Array.from(data as Float32Array));
    await runner.dispose();
    reference.hidden.forEach((value, i) => assert.ok(Math.abs((hidden?.[i] as number) - value) <= 1));
    // Python's last two roundings: the logits to a 255th of their range, the probabilities to a 255th.
    reference.output.forEach((value, i) => assert.ok(Math.abs((output?.[i] as number) - value) < 0.02));
    assert.ok(
      reference.hidden.some((value) => value > 100),
      "a network that answers nothing would pass",
    );
  });
});

test("a convolution of one weight, worked out by hand", { skip }, async () => {
  // Calibrated on -1 … 1.55 the input's scale is 0.01, its zero point 100; the weight 0.254 has the scale 0.002.
  const float = (name: string, dims: number[], value: number): Initializer => ({
    name,
    type: "float32",
    dims,
    values: () => Float32Array.of(value),
  });
  const shape = [1, 1, 1, 2];
  const graph: Graph = {
    name: "by hand",
    nodes: [node("Conv", ["x", "w", "b"], "c"), node("Relu", ["c"], "r"), node("Identity", ["r"], "y")],
    initializers: [float("w", [1, 1, 1, 1], 0.254), float("b", [1], 0.1)],
    inputs: [{ name: "x", type: "float32", shape }],
    outputs: [{ name: "y", type: "float32", shape }],
  };
  const tensor = (...values: number[]) => new (library().Tensor)("float32", Float32Array.from(values), shape);
  const quantized = await quantize(graph, [[tensor(-1, 1.55)]], options);
  assert.deepEqual(constant(quantized, "w/int8"), [127]);
  assert.deepEqual(constant(quantized, "c/bias/int32"), [5000]); // 0.1 / (0.01 x 0.002)

  const runner = await Runner.load(quantized, options);
  const answers = await runner.run([tensor(0.5, -0.9)]);
  await runner.dispose();
  // The output's range is 0 … 0.254 x 1.55 + 0.1 = 0.4937, its scale 0.4937 / 255.
  // 0.5 is the integer 150: (150 - 100) x 127 + 5000 = 11350 units of 0.00002 are 0.227, which is 117.2 output steps.
  const step = 0.4937 / 255;
  const [half, negative] = Array.from(answers[0]?.data as Float32Array);
  assert.ok(Math.abs((half as number) - 117 * step) < 1e-6);
  assert.equal(negative, 0); // ReLU
});

test("padding in int8 puts zeros around the image", { skip }, async () => {
  const { layers } = tf;
  const ones = { kernelInitializer: "ones", biasInitializer: "ones" } as const;
  const model = tf.sequential({
    layers: [
      layers.conv2d({ filters: 1, kernelSize: 1, inputShape: [1, 1, 1], ...ones }),
      layers.zeroPadding2d({ padding: 1 }),
      layers.maxPooling2d({ poolSize: 1 }),
      layers.conv2d({ filters: 1, kernelSize: 1, kernelInitializer: "ones", useBias: false }),
    ],
  });
  // The first convolution's output is -1 … 2.4: its zero point is far from 0.
  const image = (value: number) => onnxTensor(tf.tensor(value).reshape([1, 1, 1, 1]));
  const quantized = await quantize(translate(model), [[image(-2)], [image(1.4)]], options);
  const runner = await Runner.load(quantized, options);
  const [output] = await runner.run([image(1.4)]);
  await runner.dispose();
  const answer = Array.from(output?.data as Float32Array);
  [0, 0, 0, 0, 2.4, 0, 0, 0, 0].forEach((value, i) =>
    assert.ok(Math.abs((answer[i] as number) - value) < 0.01),
  );
});

test(
  "a convolution's own padding is of zeros, on one side too, where no integer 0 stands for them",
  { skip },
  async () => {
    const { layers } = tf;
    const ones = { kernelInitializer: "ones", useBias: false } as const;
    const model = tf.sequential({
      layers: [
        layers.conv2d({ filters: 1, kernelSize: 1, inputShape: [4, 4, 1], ...ones }),
        layers.conv2d({ filters: 1, kernelSize: 3, strides: 2, padding: "same", ...ones }),
      ],
    });
    // The first convolution passes on -1 … 1.55: the integer 100 stands for 0.
    const images = [-1, 1.55].map((value) => onnxTensor(tf.fill([1, 4, 4, 1], value)));
    const quantized = await quantize(
      translate(model),
      images.map((image) => [image]),
      options,
    );
    const runner = await Runner.load(quantized, options);
    const [output] = await runner.run([images[1] as ReturnType<typeof onnxTensor>]);
    await runner.dispose();
    // Windows of 3 x 3 pixels, of which the last row and the last column are beyond the image.
    [9, 6, 6, 4].forEach((pixels, i) =>
      assert.ok(Math.abs(((output?.data as Float32Array)[i] as number) - pixels * 1.55) < 0.1),
    );
  },
);

/** What a graph of these nodes computes with integers. */
function planOf(nodes: Node[], constants: Record<string, number[]>) {
  const initializers = Object.entries(constants).map(([name, dims]): Initializer => ({
    name,
    type: "float32",
    dims,
    values: () => new Float32Array(dims.reduce((product, size) => product * size, 1)),
  }));
  const end = { name: "end", type: "float32" as const, shape: [] };
  return plan({ name: "test", nodes, initializers, inputs: [], outputs: [end] });
}

function node(op: string, inputs: string[], output: string): Node {
  return { op, name: output, inputs, outputs: [output], attributes: {} };
}

describe("what is computed with integers", () => {
  const ends = node("Identity", ["y"], "end");

  test("a network's logits are not rounded, and its softmax stays as it is", () => {
    const nodes = [node("Gemm", ["x", "w"], "logits"), node("Softmax", ["logits"], "y"), ends];
    const { integer, scaledAs } = planOf(nodes, { w: [2, 3] });
    assert.deepEqual([...integer.keys()], nodes.slice(0, 1));
    assert.deepEqual([...scaledAs.keys()], ["x"]);
  });

  test("a ReLU behind a convolution is its rounding, unless the convolution's output is used elsewhere too", () => {
    const convolution = node("Conv", ["x", "w"], "c");
    const weights = { w: [2, 3, 1, 1] };
    const alone = planOf([convolution, node("Relu", ["c"], "y"), ends], weights);
    assert.deepEqual([...alone.skipped], [["c", "y"]]);
    assert.deepEqual([...alone.scaledAs.keys()], ["x", "y"]);
    const twice = planOf(
      [convolution, node("Relu", ["c"], "r"), node("Sub", ["c", "r"], "y"), ends],
      weights,
    );
    assert.equal(twice.skipped.size, 0);
  });

  test("a body of a loop that uses the convolution's output counts as well", () => {
    const body: Graph = {
      name: "body",
      nodes: [node("Tanh", ["c"], "t")],
      initializers: [],
      inputs: [],
      outputs: [],
    };
    const loop = { ...node("Loop", ["n"], "l"), attributes: { body: { graph: body } } };
    const nodes = [node("Conv", ["x", "w"], "c"), node("Relu", ["c"], "y"), loop, ends];
    assert.equal(planOf(nodes, { w: [2, 3, 1, 1] }).skipped.size, 0);
  });

  test("a clip that begins above 0 is not the rounding of a range that holds 0", () => {
    const nodes = [node("Conv", ["x", "w"], "c"), node("Clip", ["c", "low", "high"], "y"), ends];
    const scalar: Initializer = {
      name: "low",
      type: "float32",
      dims: [],
      values: () => Float32Array.of(0.5),
    };
    const weight: Initializer = {
      name: "w",
      type: "float32",
      dims: [1, 1, 1, 1],
      values: () => new Float32Array(1),
    };
    const graph = { name: "test", nodes, initializers: [scalar, weight], inputs: [], outputs: [] };
    assert.equal(plan(graph).skipped.size, 0);
  });

  test("what has no kernel for integers keeps its place in float32 between those that have", () => {
    const nodes = [
      node("Conv", ["x", "v"], "c"),
      node("MaxPool", ["c"], "p"),
      node("LRN", ["p"], "n"),
      node("Conv", ["n", "w"], "y"),
      ends,
    ];
    const { integer, scaledAs } = planOf(nodes, { v: [1, 1, 1, 1], w: [1, 1, 1, 1] });
    assert.deepEqual(
      [...integer.keys()].map(({ op }) => op),
      ["Conv", "MaxPool", "Conv"],
    );
    assert.equal(scaledAs.get("p"), "c");
    assert.equal(scaledAs.get("n"), "n");
  });

  test("zeros are padded as the integer that stands for 0, other values in float32", () => {
    const convolution = node("Conv", ["x", "w"], "c");
    const constants = { w: [1, 1, 1, 1], pads: [8], value: [] };
    const ofZeros = planOf([convolution, node("Pad", ["c", "pads"], "y"), ends], constants);
    assert.equal(ofZeros.scaledAs.get("y"), "c");
    const ofOthers = planOf([convolution, node("Pad", ["c", "pads", "value"], "y"), ends], constants);
    assert.equal(ofOthers.integer.size, 1);
  });

  test("a sum with a constant, and a product with a weight that is computed, stay in float32", () => {
    const sum = planOf([node("Conv", ["x", "w"], "c"), node("Add", ["c", "w"], "y"), ends], {
      w: [1, 1, 1, 1],
    });
    assert.equal(sum.integer.size, 1);
    const masked = [node("Mul", ["w", "mask"], "m"), node("Conv", ["x", "m"], "y"), ends];
    assert.equal(planOf(masked, { w: [1, 1, 1, 1], mask: [1, 1, 1, 1] }).integer.size, 0);
  });
});

describe("rounding", () => {
  test("goes from the middle to the even integer, as IEEE 754's", () => {
    const values = [0.5, 1.5, 2.5, -0.5, -1.5, 2.4999, -2.6];
    assert.deepEqual(
      values.map((value) => roundHalfEven(value) + 0),
      [0, 2, 2, 0, -2, 2, -3],
    );
  });

  test("puts a range on 0 … 255 in which 0 is exact", () => {
    assert.deepEqual(quantizationOf({ min: -1, max: 4.1 }), { scale: Math.fround(5.1 / 255), zeroPoint: 50 });
    assert.deepEqual(quantizationOf({ min: 2, max: 510 }), { scale: 2, zeroPoint: 0 });
    assert.deepEqual(quantizationOf({ min: -255, max: -3 }), { scale: 1, zeroPoint: 255 });
    assert.deepEqual(quantizationOf({ min: 0, max: 0 }), { scale: 1, zeroPoint: 0 });
  });

  test("gives each channel of a weight its own scale, wherever the channels lie", () => {
    const weight = Float32Array.of(1.27, -0.635, 0.01, 127, 64, -0.5);
    const first = quantizeWeight(weight, "first", 2);
    assert.deepEqual([...first.scales], [Math.fround(1.27) / 127, 1].map(Math.fround));
    assert.deepEqual([...first.values], [127, -64, 1, 127, 64, 0]); // -63.5 and -0.5 go to the even one
    const transposed = Float32Array.of(1.27, 127, -0.635, 64, 0.01, -0.5);
    const last = quantizeWeight(transposed, "last", 2);
    assert.deepEqual(last.scales, first.scales);
    assert.deepEqual([...last.values], [127, 127, -64, 64, 1, 0]);
  });

  test("keeps a bias within 32 bits by a greater scale of the weights", () => {
    const bias = Float32Array.of(-3, 3e-9);
    const least = leastScales(bias, 0.02);
    const { scales } = withLeastScales(quantizeWeight(Float32Array.of(1e-12, 1), "first", 2), "first", least);
    const integers = quantizeBias(
      bias,
      scales.map((scale) => scale * 0.02),
    );
    assert.ok((integers[0] as number) < -2.1e9 && (integers[0] as number) > -(2 ** 31));
    assert.equal(scales[1], Math.fround(1 / 127));
  });
});
