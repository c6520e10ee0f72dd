import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as tf from "@tensorflow/tfjs";
import "../../src/engines";
import { alexNet2012 } from "../../src/architectures/alexNet";
import { googLeNet } from "../../src/architectures/googLeNet";
import { leNet5 } from "../../src/architectures/leNet";
import { mobileNet } from "../../src/architectures/mobileNet";
import { resNet18 } from "../../src/architectures/resNet";
import { cost } from "../../src/inspect/cost";
import { type Network, network } from "../../src/pictures/network";
import { segments } from "../../src/pictures/segments";
import { build, descriptions } from "../inspect/kerasModels";
import { call } from "../inspect/networks";
import { residual, siamese, uNet } from "./models";

function box({ boxes }: Network, name: string) {
  const found = boxes.find((candidate) => candidate.name === name);
  assert.ok(found, `no box ${name} among ${boxes.map((candidate) => candidate.name).join(", ")}`);
  return found;
}

/** The model's own list of connections, from its saved form: layer to layer. */
function savedEdges(model: tf.LayersModel): string[] {
  const { layers } = model.getConfig() as unknown as {
    layers: { name: string; inboundNodes?: [string, number, number][][] }[];
  };
  return layers.flatMap(({ name, inboundNodes = [] }) =>
    inboundNodes.flat().map(([from]) => `${from} > ${name}`),
  );
}

/** The same, of the picture: within a box from layer to layer, between boxes from the last to the first. */
function drawnEdges({ boxes, edges }: Network): string[] {
  const named = new Map(boxes.map((candidate) => [candidate.name, candidate.layers.map(({ name }) => name)]));
  const within = boxes.flatMap(({ layers }) =>
    layers.slice(1).map(({ name }, i) => `${layers[i]?.name} > ${name}`),
  );
  const between = edges.map(({ from, to }) => `${named.get(from)?.at(-1)} > ${named.get(to)?.[0]}`);
  return [...within, ...between];
}

const flat: Record<string, () => tf.LayersModel | Promise<tf.LayersModel>> = {
  residual,
  "U-Net": uNet,
  "GoogLeNet with side branches": () => googLeNet({ sideBranches: true, inputShape: [65, 65, 3] }),
  "ResNet-18": () => resNet18({ stem: "cifar" }),
  ...Object.fromEntries(descriptions().map(([name, { topology }]) => [name, () => build(topology)])),
};

describe("a network's boxes", () => {
  for (const [name, make] of Object.entries(flat)) {
    it(`hold each layer once and keep every connection: ${name}`, async () => {
      const model = await make();
      const data = network(model);
      const layers = data.boxes.flatMap((candidate) => candidate.layers.map((layer) => layer.name));
      assert.deepEqual(layers.sort(), model.layers.map((layer) => layer.name).sort());
      assert.deepEqual(drawnEdges(data).sort(), savedEdges(model).sort());
      model.dispose();
    });
  }

  it("share out all parameters and MACs", () => {
    const model = resNet18({ stem: "cifar" });
    const { boxes } = network(model);
    const { params, macs } = cost(model).totals;
    assert.equal(
      boxes.reduce((sum, each) => sum + each.params, 0),
      params,
    );
    assert.equal(
      boxes.reduce((sum, each) => sum + (each.macs ?? 0), 0),
      macs,
    );
  });

  it("take padding, batch norm, activation and dropout into the box of their layer", () => {
    const data = network(residual());
    const conv = box(data, "block1_conv1");
    assert.deepEqual(conv.operations, ["conv 3×3, 8", "BN", "ReLU"]);
    assert.deepEqual(conv.layers.map(({ name }) => name), ["block1_conv1_pad", "block1_conv1", "block1_conv1_bn", "block1_conv1_relu"]); // prettier-ignore
    assert.deepEqual(box(data, "block1_add").operations, ["add", "ReLU"]);
    assert.deepEqual(box(data, "fc1").operations, ["dense 16", "ReLU", "dropout 0.5"]);
    assert.deepEqual(box(data, "stem").layers.length, 1); // two take from it: the padding and the sum
  });

  it("leave a layer by itself whose input goes elsewhere too, or is a result", () => {
    const image = tf.input({ shape: [4, 4, 2], name: "image" });
    const raw = call(tf.layers.conv2d({ name: "conv", filters: 2, kernelSize: 1 }), image);
    const active = call(tf.layers.reLU({ name: "relu" }), raw);
    const both = network(tf.model({ inputs: image, outputs: [raw, active] }));
    assert.deepEqual(both.boxes.map(({ name, isOutput }) => [name, isOutput]), [["image", false], ["conv", true], ["relu", true]]); // prettier-ignore
    const joined = call(tf.layers.concatenate({ name: "join" }), [raw, active]);
    const forked = network(tf.model({ inputs: image, outputs: joined }));
    assert.deepEqual(box(forked, "relu").operations, ["ReLU"]);
  });

  it("say what the layers of the papers do", () => {
    const data = network(googLeNet({ sideBranches: true }));
    const label = (name: string) => box(data, name).operations.join(" · ");
    assert.equal(label("conv1_7x7"), "conv 7×7 / 2, 64 · ReLU");
    assert.equal(label("inception_4a_5x5"), "conv 5×5, 48 · ReLU");
    assert.equal(label("inception_4a_concat"), "concat");
    assert.equal(label("pool1"), "max pool 3×3 / 2");
    assert.equal(label("norm1"), "LRN");
    assert.equal(label("side1_pool"), "avg pool 5×5 / 3");
    assert.equal(label("average_pool"), "global avg pool · dropout 0.4");
    assert.equal(label("predictions"), "dense 1000 · softmax");
    const outputs = data.boxes.filter(({ isOutput }) => isOutput).map(({ name }) => name);
    assert.deepEqual(outputs.sort(), ["predictions", "side1_predictions", "side2_predictions"]);
    assert.deepEqual(box(data, "inception_4a_concat").outputShape, [14, 14, 512]);
    assert.equal(box(data, "inception_4a_1x1").block, "inception_4a");
    assert.equal(box(data, "pool1").block, null);
  });

  it("say what LeNet-5's own layers do", () => {
    const label = (name: string) => box(lenet, name).operations.join(" · ");
    const lenet = network(leNet5());
    assert.equal(label("C1"), "conv 5×5, 6 · scaled tanh");
    assert.equal(label("C3"), "partial conv 5×5, 16 · scaled tanh");
  });

  it("show a shared layer at each of its calls, its weights once, inside its nested model", () => {
    const data = network(siamese());
    const first = box(data, "encoder/first");
    const second = box(data, "encoder/first (call 2)");
    assert.equal(first.params, 3 * 3 * 4 + 4);
    assert.equal(second.params, 0);
    assert.equal(second.macs, 8 * 8 * 3 * 3 * 4);
    assert.equal(second.block, "encoder");
    assert.deepEqual(
      data.edges.filter(({ to }) => to === "join").map(({ from }) => from),
      ["encoder/flat", "encoder/flat (call 2)"],
    );
  });

  it("keep a nested model apart from a block of its name", () => {
    const inside = tf.input({ shape: [4], name: "inside" });
    const outside = tf.input({ shape: [4], name: "outside" });
    const dense = (name: string, x: tf.SymbolicTensor) => call(tf.layers.dense({ name, units: 4 }), x);
    const model = tf.model({ inputs: inside, outputs: dense("b", dense("a", inside)), name: "block1" });
    const outputs = call(model, dense("block1_2", dense("block1_1", outside)));
    const parts = segments(network(tf.model({ inputs: outside, outputs })));
    assert.deepEqual(parts.flatMap(({ frames }) => frames).map(({ block, boxes }) => [block, boxes.map(({ name }) => name)]), [["block1", ["block1_1", "block1_2"]], ["block1/", ["block1/a", "block1/b"]]]); // prettier-ignore
  });

  it("leave open sizes open, and their MACs unknown", () => {
    const data = network(uNet());
    assert.deepEqual(box(data, "down2").outputShape, [null, null, 8]);
    assert.equal(box(data, "down2").macs, null);
    assert.equal(box(data, "down2").params, 3 * 3 * 4 * 8 + 8);
  });

  it("of a thousand layers are found without overflowing the stack", () => {
    const image = tf.input({ shape: [4], name: "image" });
    let x = image;
    for (let i = 0; i < 1000; i++) x = call(tf.layers.reshape({ name: `layer${i}`, targetShape: [4] }), x);
    assert.equal(network(tf.model({ inputs: image, outputs: x })).boxes.length, 1001);
  });
});

describe("a network's segments", () => {
  it("end where everything goes through one box, and keep blocks whole", () => {
    const parts = segments(network(residual())).map(({ boxes }) => boxes.map(({ name }) => name));
    assert.deepEqual(parts, [
      ["image"],
      ["stem"],
      ["block1_conv1", "block1_conv2", "block1_add"],
      ["side_pool", "pool"],
      ["flatten"],
      ["fc1"],
      ["predictions"],
    ]);
  });

  it("go as far as connections reach across", () => {
    const parts = segments(network(uNet())).map(({ boxes }) => boxes.length);
    assert.deepEqual(parts, [1, 1, 7, 1]);
  });
});

describe("a box says what its layer does", () => {
  const cases: [() => tf.LayersModel, string, string[]][] = [
    [() => alexNet2012({ inputShape: [67, 67, 3] }), "block2_conv1", ["conv 5×5, 256, 2 groups", "ReLU"]],
    [() => leNet5(), "C3", ["partial conv 5×5, 16", "scaled tanh"]],
    [() => mobileNet({ inputShape: [32, 32, 3], width: 0.25 }), "conv1", ["conv 3×3 / 2, 8", "BN", "ReLU6"]],
  ];
  for (const [build, name, operations] of cases) {
    it(operations.join(" · "), () => {
      const model = build();
      assert.deepEqual(box(network(model), name).operations, operations);
      model.dispose();
    });
  }
});
