import type * as tf from "@tensorflow/tfjs";
import { openPass } from "../../inspect/calls";
import { usable } from "../../inspect/usable";
import type { ElementType, Graph, TensorInfo } from "./graph";
import { type Operand, operand } from "./operand";
import { rules } from "./rules";
import type { Rule } from "./rules/rule";
import { GraphBuilder, Scope } from "./scope";

/**
 * The graph of what a model computes at inference. It reads the model's weights when it is written out, so the model must
 * not change or be disposed before.
 *
 * @throws TypeError, Error as `usable`; Error naming a layer that has no translation
 */
export function translate(model: tf.LayersModel): Graph {
  usable(model);
  const builder = new GraphBuilder(model.name);
  const pass = openPass(model);
  const operands = new Map<tf.Shape, Operand>(); // each tensor has a shape array of its own
  pass.inputs.forEach((shape, i) => {
    const { name, dtype } = model.inputs[i] as tf.SymbolicTensor;
    const info = { name: builder.unique(name), type: elementType(dtype), shape };
    builder.graph.inputs.push(info);
    operands.set(shape, operand(info.name, shape, "tf", dtype));
  });

  for (const { name, path, layer, inputs, outputs } of pass.calls.slice(pass.inputs.length)) {
    const made = ruleFor(
      layer,
      name,
    )({
      layer,
      config: layer.getConfig(),
      inputs: inputs.map((shape) => operands.get(shape)) as [Operand, ...Operand[]],
      outputShapes: outputs,
      scope: new Scope(builder, name, path),
    });
    const list = Array.isArray(made) ? made : [made];
    outputs.forEach((shape, i) => operands.set(shape, list[i] as Operand));
  }

  pass.outputs.forEach((shape, i) => {
    const { sourceLayer } = model.outputs[i] as tf.SymbolicTensor;
    builder.graph.outputs.push(output(builder, operands.get(shape) as Operand, sourceLayer.name));
  });
  return builder.graph;
}

/** Under a name of its own, since a tensor may be an output twice, or an input. */
function output(builder: GraphBuilder, made: Operand, layer: string): TensorInfo {
  const name = builder.unique(layer);
  const inputs = [new Scope(builder, name, name).take(made)];
  builder.graph.nodes.push({
    op: "Identity",
    name: `${name}/output`,
    inputs,
    outputs: [name],
    attributes: {},
  });
  return { name, type: elementType(made.dtype), shape: made.shape };
}

function ruleFor(layer: tf.layers.Layer, call: string): Rule {
  const kind = layer.getClassName();
  const rule = rules[kind];
  if (rule) return rule;
  throw new Error(
    `The layer "${call}" is a ${kind}, which has no translation to ONNX. There is one for ${Object.keys(rules).sort().join(", ")}.`,
  );
}

function elementType(dtype: tf.DataType): ElementType {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw new TypeError(
    `A tensor of the model is ${dtype}: ONNX takes float32, int32 and bool from TensorFlow.js.`,
  );
}
