import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import * as prettier from "prettier";
import { rules } from "../../../src/engines/onnx/rules";
import { whatFails } from "../../../src/engines/whatFails";
import { translate } from "../../../src/engines/onnx/translate";
import { type Example, examples } from "./layerExamples";

const FILE = join(__dirname, "../../../docs/onnx-layers.md");

const HEAD = `# Layers that translate to ONNX

What \`exportOnnx\` and the engine \`onnxruntime\` make of each kind of layer. This file is written by a test, from the graphs and
the errors of small models: \`UPDATE_GOLDEN=1 npm test -- layerTable\` renews it. \`exportOnnx\` takes models of several inputs and
outputs too; \`load\`, of every engine, takes those of one input and one output.

The operators are named in the order in which they come up. Left out are transpositions to ONNX's order of axes and back, of which
a network has one at each border at most where its layers agree, and the operators of a layer's activation, which are those of
\`Activation\`. A kind without operators changes nothing at inference. Sequential and functional models translate as layers do, within
each other, with several inputs and outputs inside, and with shared layers, whose weights are stored once.

Outputs are TensorFlow.js's to 1e-4 of the largest one (max|a - b| / max|a|), which random models are held to. Where a network multiplies by
what \`gelu\` or \`gelu_new\` leaves of values far below 0, as in gates of an LSTM, nothing but small outputs may be left that are less exact:
1.7e-4 was found, 6e-6 in TensorFlow.js. Both are rounding: 0.5 x (1 + tanh u) is a small difference of large numbers there.

Masks (of \`Masking\`, and of \`Embedding\` with maskZero) go where TensorFlow.js takes them, from layer to layer and through
\`Concatenate\`. Recurrent layers then go step by step. Refused, by name, are softmax layers with a mask; recurrent and softmax layers
without one of their own that may get another layer's from TensorFlow.js; and recurrent layers behind one that gives masks a shape of
its own, such as \`Add\`.
`;

/** The operators of a layer's own nodes, as they come up. */
function operatorsOf({ model, layer }: Example): string[] {
  const own = translate(model).nodes.filter(({ name }) => name.startsWith(`${layer.name}/`));
  const operators = [...new Set(own.map(({ op }) => op))].filter((op) => op !== "Identity");
  return operators.length > 1 ? operators.filter((op) => op !== "Transpose") : operators;
}

/** What the error says of a refused option, without the layer's name. */
function refusalOf({ model, layer }: Example): string {
  const said = /has (.*), which has no translation to ONNX: (.*)\.$/.exec(
    whatFails(() => translate(model)) ?? "",
  );
  assert.ok(said, `the ${layer.getClassName()} that is listed as refused is translated`);
  return `${said[1]} (${said[2]})`;
}

/** A cell of a Markdown table. */
const cell = (texts: string[]) => texts.join("; ").replaceAll("|", "\\|").replaceAll("_", "\\_");

function row(kind: string): string {
  const { translated, refused = [] } = examples[kind] ?? { translated: [] };
  const operators = translated.map((make) => {
    const example = make();
    const text = operatorsOf(example).join(", ") || "–";
    return example.when ? `${example.when}: ${text}` : text;
  });
  return `| ${kind} | ${cell(operators)} | ${cell(refused.map((make) => refusalOf(make())))} |`;
}

/** TF.js's layers that have no rule and are no part of layers that have one. */
function leftOut(): string[] {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const known = Object.entries(classNameMap).filter(
    ([kind, [made]]) =>
      made.prototype instanceof tf.layers.Layer &&
      !(made.prototype instanceof tf.LayersModel) &&
      !/^(InputLayer|Model|.*Cells?)$/.test(kind),
  );
  return known.map(([kind]) => kind).filter((kind) => !(kind in rules));
}

describe("the table of layers that translate", () => {
  test("has an example of every kind, and none of others", () => {
    assert.deepEqual(Object.keys(examples).sort(), Object.keys(rules).sort());
  });

  test("names what TensorFlow.js has and the exporter has not", () => {
    // RandomWidth draws at random at inference too; Resizing is one that TensorFlow.js cannot run in a model.
    assert.deepEqual(leftOut().sort(), ["RandomWidth", "Resizing"]);
  });

  test("is the one in docs (UPDATE_GOLDEN=1 renews it)", async () => {
    const rows = Object.keys(rules).sort().map(row);
    const table = ["| kind | ONNX operators | refused, by name |", "| --- | --- | --- |", ...rows].join("\n");
    const foot =
      `Without a translation are ${leftOut().sort().join(", ")}, and layers of one's own: an error names them. ` +
      `(RandomWidth draws at random at inference too; TensorFlow.js cannot run Resizing in a model.)`;
    const options = await prettier.resolveConfig(FILE);
    const text = await prettier.format(`${HEAD}\n${table}\n\n${foot}\n`, { ...options, parser: "markdown" });
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(FILE, text);
    assert.equal(text, readFileSync(FILE, "utf8"));
  });
});
