import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { mobileNet, type MobileNetOptions } from "../../src/architectures/mobileNet";
import "../../src/engines";
import { cost } from "../../src/inspect/cost";
import { summary } from "../../src/inspect/summary";
import { assertSeeded, countOf, kernelShape, layerNames, paramsOf, shapeOf, using } from "./support";

test("shapes as in the paper's table 1", () => {
  using(mobileNet(), (model) => {
    const blocks = Array.from({ length: 13 }, (_, i) => `block${i + 1}_pointwise`);
    assert.deepEqual(
      ["conv1", ...blocks, "average_pool", "predictions"].map((layer) => shapeOf(model, layer)),
      [
        "112 x 112 x 32",
        ...["112 x 112 x 64", "56 x 56 x 128", "56 x 56 x 128", "28 x 28 x 256", "28 x 28 x 256"],
        ...["14 x 14 x 512", "14 x 14 x 512", "14 x 14 x 512", "14 x 14 x 512", "14 x 14 x 512"],
        ...["14 x 14 x 512", "7 x 7 x 1024", "7 x 7 x 1024"],
        ...["1024", "1000"],
      ],
    );
    assert.equal(kernelShape(model, "block6_depthwise"), "3 x 3 x 256 x 1");
    assert.equal(kernelShape(model, "block6_pointwise"), "1 x 1 x 256 x 512");
  });
});

describe("tables 6 and 7: million MACs and million parameters as the paper prints them", () => {
  const printed: [width: number, side: number, macs: number, params: number][] = [
    [1, 224, 569, 4.2],
    [0.75, 224, 325, 2.6],
    [0.5, 224, 149, 1.3],
    [0.25, 224, 41, 0.5],
    [1, 192, 418, 4.2],
    [1, 160, 290, 4.2],
    [1, 128, 186, 4.2],
  ];
  for (const [width, side, macs, params] of printed) {
    test(`width ${width}, ${side} x ${side}`, () => {
      using(mobileNet({ width, inputShape: [side, side, 3] }), (model) => {
        const millions = cost(model).totals.macs / 1e6;
        // Some are rounded, some cut: 568.74 is printed as 569, 290.68 as 290.
        assert.ok(Math.abs(millions - macs) < 1, `${millions}`);
        assert.equal((summary(model).totals.trainable / 1e6).toFixed(1), params.toFixed(1));
      });
    });
  }
});

const small = { inputShape: [32, 32, 3], classes: 3, width: 0.25 } satisfies MobileNetOptions;

test("a block's layers: depthwise, then pointwise, each with batch norm and a ReLU cut at 6", () => {
  using(mobileNet(small), (model) => {
    assert.deepEqual(
      layerNames(model).filter((name) => name.startsWith("block1_")),
      ["depthwise", "pointwise"].flatMap((kind) => [
        `block1_${kind}`,
        `block1_${kind}_bn`,
        `block1_${kind}_relu`,
      ]),
    );
    for (const name of ["conv1_relu", "block1_depthwise_relu", "block13_pointwise_relu"]) {
      assert.equal(model.getLayer(name).getConfig()["maxValue"], 6);
    }
    assert.equal(countOf(model, "DepthwiseConv2D"), 13);
    assert.equal(countOf(model, "Conv2D"), 14);
    assert.equal(countOf(model, "BatchNormalization"), 27);
  });
});

test("a block's parameters, worked by hand", () => {
  using(mobileNet({ ...small, width: 1 }), (model) => {
    assert.equal(paramsOf(model, "block2_"), 9 * 64 + 4 * 64 + 64 * 128 + 4 * 128);
  });
  using(mobileNet({ ...small, width: 0.5 }), (model) => {
    assert.equal(paramsOf(model, "block2_"), 9 * 32 + 4 * 32 + 32 * 64 + 4 * 64);
  });
});

test("a width that does not divide is rounded down, and one above 1 widens", () => {
  for (const [width, filters] of [
    [0.7, [22, 44]],
    [1.3, [41, 83]],
    [1 / 32, [1, 2]],
  ] as const) {
    // prettier-ignore
    using(mobileNet({ ...small, width }), (model) => {
      assert.equal(shapeOf(model, "conv1"), `16 x 16 x ${filters[0]}`);
      assert.equal(shapeOf(model, "block1_pointwise"), `16 x 16 x ${filters[1]}`);
    });
  }
});

test("the options reach the network", () => {
  using(mobileNet({ ...small, inputShape: [33, 64, 1], classes: 7 }), (model) => {
    assert.equal(model.name, "MobileNet_0.25");
    assert.deepEqual(model.inputs[0]?.shape, [null, 33, 64, 1]);
    assert.deepEqual(model.outputShape, [null, 7]);
  });
});

test("thinner or wider networks are named with their width", () => {
  const names = [undefined, 1, 0.5, 1.25].map((width) =>
    using(mobileNet({ ...small, inputShape: [1, 1, 3], width }), ({ name }) => name),
  );
  assert.deepEqual(names, ["MobileNet", "MobileNet", "MobileNet_0.5", "MobileNet_1.25"]);
});

test("seeds", () => {
  assertSeeded(({ seed }) => mobileNet({ ...small, seed }));
});

test("the smallest image is one pixel", () => {
  using(mobileNet({ ...small, inputShape: [1, 1, 3] }), (model) => {
    assert.equal(shapeOf(model, "block13_pointwise"), "1 x 1 x 256");
  });
});

describe("wrong options name the argument, the value and the way out", () => {
  const cases: [unknown, RegExp][] = [
    [{ width: 0.03 }, /^RangeError: width is 0.03: .*at least 0.03125.*0.75/],
    [{ width: "0.5" }, /^RangeError: width is "0.5": /],
    [{ width: Infinity }, /^RangeError: width is Infinity: /],
    [{ classes: 0 }, /^RangeError: classes is 0: .*at least 1/],
    [{ inputShape: [0, 224, 3] }, /^RangeError: inputShape: the height is 0/],
  ];
  for (const [options, message] of cases) {
    test(JSON.stringify(options), () => {
      const before = tf.memory().numTensors;
      assert.throws(() => mobileNet(options as MobileNetOptions), message);
      assert.equal(tf.memory().numTensors, before);
    });
  }
});
