import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { leNet5Table } from "../../src/architectures/leNet";
import { onBackend } from "../../src/engines/backend";
import { cost } from "../../src/inspect";
import { type PartialConv2DConfig, partialConv2d } from "../../src/layers/partialConv2d";
import { cannotTrain } from "../training/support";
import { assertLayerGradients } from "./gradients";
import { assertFreesAllButOutput, modelOf, reloaded, wave } from "./support";
import { backends } from "../support/engines";

/** 3 input maps, 4 output maps that see 1, 2, 3 and 2 of them */
const table = [
  [0, 1, 1, 1],
  [0, 1, 1, 0],
  [1, 0, 1, 1],
];
const seen = [[2], [0, 1], [0, 1, 2], [0, 2]];

describe("each output map is the sum of small convolutions over the maps that it sees", () => {
  for (const engine of backends) {
    test(`on ${engine}`, () => {
      onBackend(engine, () => {
        const image = wave([2, 5, 6, 3], 0.37);
        const kernel = wave([3, 3, 8], 0.11);
        const bias = tf.tensor1d([1, 2, 3, 4]);
        const layer = partialConv2d({ table, kernelSize: 3 });
        layer.build([null, 5, 6, 3] as never);
        layer.setWeights([kernel, bias]);
        const y = layer.apply(image) as tf.Tensor;
        assert.deepEqual(y.shape, [2, 3, 4, 4]);
        const [a, k, b] = [image.bufferSync(), kernel.bufferSync(), y.bufferSync()];
        for (const [n, i, j] of [
          [0, 0, 0],
          [0, 2, 3],
          [1, 1, 2],
        ] as const) {
          let connection = 0;
          for (const [map, inputs] of seen.entries()) {
            let sum = map + 1;
            for (const input of inputs) {
              for (let v = 0; v < 3; v++) {
                for (let u = 0; u < 3; u++) sum += a.get(n, i + v, j + u, input) * k.get(v, u, connection);
              }
              connection++;
            }
            assert.ok(
              Math.abs(b.get(n, i, j, map) - sum) < 1e-5,
              `map ${map}: ${b.get(n, i, j, map)}, not ${sum}`,
            );
          }
        }
      });
    });
  }
});

test("its gradients are right", { skip: cannotTrain }, () => {
  const layer = partialConv2d({ table, kernelSize: 3, kernelInitializer: "randomNormal" });
  assertLayerGradients(layer, wave([2, 5, 6, 3], 0.37));
});

test("the paper's C3: 1,516 parameters in 151,600 connections", () => {
  const layer = partialConv2d({ table: leNet5Table, kernelSize: 5 });
  const { totals, uncounted } = cost(modelOf(layer, [14, 14, 6]));
  assert.equal(
    layer.kernel.shape.reduce((a, b) => (a as number) * (b as number)),
    1_500,
  );
  assert.equal(layer.countParams(), 1_516);
  assert.equal(totals.params, 1_516);
  assert.equal(totals.macs, 150_000);
  assert.deepEqual(uncounted, []);
  assert.equal(layer.connections([1, 14, 14, 6], [1, 10, 10, 16]), 151_600);
});

test("saved and loaded it is the same", async () => {
  const config = { table, kernelSize: 3, kernelInitializer: tf.initializers.heNormal({ seed: 4 }) };
  const model = modelOf(partialConv2d({ name: "C3", ...config }), [6, 6, 3]);
  const image = wave([1, 6, 6, 3], 0.37);
  const copy = await reloaded(model);
  const [ours, theirs] = [model, copy].map((each) => (each.predict(image) as tf.Tensor).dataSync());
  assert.deepEqual(theirs, ours);
  assert.deepEqual(copy.getLayer("C3").getConfig(), model.getLayer("C3").getConfig());
});

describe("a wrong table is refused", () => {
  const refuses = (wrong: unknown, name: string, message: RegExp, kernelSize = 3) =>
    assert.throws(() => partialConv2d({ table: wrong, kernelSize } as PartialConv2DConfig), {
      name,
      message,
    });

  test("no table", () => {
    refuses("full", "TypeError", /^table is "full": it must be a list of rows/);
    refuses([], "TypeError", /^table is \[\]/);
    refuses([[]], "TypeError", /^table is \[\[\]\]/);
    refuses([1, 0], "TypeError", /^table is \[1,0\]/);
  });

  test("rows of different length", () => {
    refuses([[1, 1], [1]], "RangeError", /^table: row 1 has 1 entries, row 0 has 2/);
    refuses([[1], []], "RangeError", /^table: row 1 has 0 entries, row 0 has 1/);
  });

  test("entries that are not 0 or 1", () => {
    refuses([[1, 0.5]], "RangeError", /^table\[0\]\[1\] is 0.5: it must be 1/);
    refuses([[1], [NaN]], "RangeError", /^table\[1\]\[0\] is NaN/);
  });

  test("an output map that sees nothing", () => {
    refuses(
      [
        [1, 0],
        [1, 0],
      ],
      "RangeError",
      /^table: column 1 has no 1, so output map 1 sees no input map/,
    );
  });

  test("another number of maps than the input has, symbolic or not; no weight is left in memory", () => {
    const layer = partialConv2d({ table, kernelSize: 3 });
    const image = tf.zeros([1, 8, 8, 6]);
    const before = tf.memory().numTensors;
    for (const input of [tf.input({ shape: [8, 8, 6] }), image]) {
      assert.throws(() => layer.apply(input), {
        name: "RangeError",
        message: /^table has 3 rows, but the layer's input has 6 maps/,
      });
    }
    assert.equal(tf.memory().numTensors, before);
  });

  test("an input that is no image", () => {
    const layer = partialConv2d({ table, kernelSize: 3 });
    assert.throws(() => layer.apply(tf.input({ shape: [3] })), /expected ndim=4, found ndim=2/);
  });

  test("a window that is none or does not fit", () => {
    refuses(table, "RangeError", /^kernelSize is 0/, 0);
    const apply = () => partialConv2d({ table, kernelSize: 5 }).apply(tf.input({ shape: [8, 4, 3] }));
    assert.throws(apply, {
      name: "RangeError",
      message: /^kernelSize is 5, larger than the width of the layer's input, 4: give at most 4/,
    });
  });
});

test("open sizes stay open", () => {
  const y = partialConv2d({ table, kernelSize: 3 }).apply(
    tf.input({ shape: [null, 7, 3] }),
  ) as tf.SymbolicTensor;
  assert.deepEqual(y.shape, [null, null, 5, 4]);
});

test("it leaves nothing in memory", () => {
  assertFreesAllButOutput(partialConv2d({ table, kernelSize: 3 }), wave([1, 5, 6, 3], 0.37));
});
