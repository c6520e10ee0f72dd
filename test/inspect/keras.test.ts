import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type * as tf from "@tensorflow/tfjs";
import { cost, type Cost } from "../../src/inspect/cost";
import { summary, type Summary } from "../../src/inspect/summary";
import { build, descriptions } from "./kerasModels";

/*
 * Networks of keras.applications against Keras's own counts and, for the MACs, TensorFlow's profiler: exact, layer by
 * layer. The profiler's convention for convolutions and dense layers is ours (padding counts in full).
 */

test("nine networks are described", () => {
  assert.equal(descriptions().length, 9);
});

for (const [name, keras] of descriptions()) {
  describe(name, () => {
    let model: tf.LayersModel;
    let summarized: Summary;
    let costed: Cost;

    before(async () => {
      model = await build(keras.topology);
      summarized = summary(model);
      costed = cost(model);
    });
    after(() => {
      model.dispose();
    });

    test("parameters, as Keras counts them", () => {
      const { params, trainable, nonTrainable } = summarized.totals;
      assert.deepEqual({ total: params, trainable, nonTrainable }, keras.keras);
      assert.equal(costed.totals.params, keras.keras.total);
    });

    test("each layer's output shape and parameters, in Keras's order", () => {
      assert.deepEqual(
        summarized.rows.map(({ name, outputShape, params }) => ({
          name,
          outputShape: outputShape.slice(1),
          params,
        })),
        keras.layers.map(({ name, outputShape, params }) => ({ name, outputShape, params })),
      );
    });

    test("where each layer's inputs come from, as Keras saves it", () => {
      assert.deepEqual(
        summarized.rows.map(({ name, connectedTo }) => ({ name, connectedTo })),
        keras.topology.config.layers.map(({ name, inbound_nodes }) => ({
          name,
          connectedTo: inbound_nodes.flat().map(([layer, node, tensor]) => `${layer}[${node}][${tensor}]`),
        })),
      );
    });

    test("each layer's MACs, as TensorFlow's profiler counts them", () => {
      const ours = new Map(costed.rows.map(({ name, macs }) => [name, macs]));
      for (const { name, macs } of keras.layers.filter(({ name }) => name !== "normalization")) {
        assert.equal(ours.get(name), macs, name);
      }
      assert.equal(
        costed.totals.macs,
        keras.layers.reduce((total, { macs }) => total + macs, 0),
      );
    });

    test("only a kind without a rule is uncounted", () => {
      const unknown = summarized.rows.filter(({ kind }) => kind === "Normalization");
      assert.deepEqual(
        costed.uncounted,
        unknown.map(({ name, kind }) => ({ name, kind })),
      );
    });
  });
}
