import * as tf from "@tensorflow/tfjs";
import { type LayerCall, openPass } from "../../inspect/calls";
import { fromList, toList } from "../../inspect/shapes";
import type { ElementType, Graph, TensorInfo } from "./graph";
import { Masks } from "./masks";
import { type Operand, operand } from "./operand";
import { kindsOfAnyType, rules } from "./rules";
import { type Call, isOfItsKind, untranslatable } from "./rules/rule";
import { roundsWholeNumbers } from "./rules/wholeNumbers";
import { GraphBuilder, Scope } from "./scope";

/**
 * The graph of what a model computes at inference. It reads the model's weights when it is written out, so the model must
 * not change or be disposed before. Inputs and outputs go by the names of their layers, with a number behind it where one
 * layer gives several, or where an input is an output too.
 *
 * @param model that `usable` has let pass
 * @throws TypeError if an input is of a type that ONNX has not; Error naming a layer that has no translation, or an option of it
 */
export function translate(model: tf.LayersModel): Graph {
  const builder = new GraphBuilder(model.name);
  const inputs = model.inputs.map(({ sourceLayer, dtype, shape }) => {
    const { name } = sourceLayer; // a tensor's own has a number behind it if another model has one of that name
    const type = elementType(dtype, name);
    const info = { name: builder.unique(name), type, shape: [null, ...shape.slice(1)] };
    builder.graph.inputs.push(info);
    return operand(info.name, info.shape, "tf", dtype);
  });
  const names = model.outputs.map(({ sourceLayer }) => builder.unique(sourceLayer.name));
  const outputs = translateModel(model, inputs, (call, path) => new Scope(builder, call, path));
  builder.graph.outputs.push(...outputs.map((made, i) => output(builder, made, names[i] as string)));
  return builder.graph;
}

/** Under a name of its own, since a tensor may be an output twice, or an input. */
function output(builder: GraphBuilder, made: Operand, name: string): TensorInfo {
  const inputs = [new Scope(builder, name, name).take(made)];
  builder.graph.nodes.push({
    op: "Identity",
    name: `${name}/output`,
    inputs,
    outputs: [name],
    attributes: {},
  });
  return { name, type: elementType(made.dtype, name), shape: made.shape };
}

/** Where the nodes of a layer's call go, and its weights. */
type Place = (call: string, path: string) => Scope;

/** What a model's layers make of these inputs, call by call. */
function translateModel(model: tf.LayersModel, inputs: readonly Operand[], place: Place): Operand[] {
  const shapes = inputs.map(({ shape }) => shape);
  const pass = openPass(model, shapes);
  const calls = pass.calls.slice(pass.inputs.length);
  const operands = new Map<tf.Shape, Operand>(); // each tensor has a shape array of its own
  const masks = new Masks();
  const takers = takersOf(calls);
  pass.inputs.forEach((shape, i) => operands.set(shape, inputs[i] as Operand));
  for (const made of calls) {
    const { layer, name, path, outputs } = made;
    const taken = made.inputs.map((shape) => operands.get(shape) as Operand);
    const call = {
      ...callOf(layer, taken, outputs, place(name, path)),
      mask: masks.at(made),
      takenBy: outputs.flatMap((shape) => takers.get(shape) ?? []),
    };
    const results = translateCall(call);
    outputs.forEach((shape, i) => operands.set(shape, results[i] as Operand));
    masks.follow(made, call);
  }
  masks.check(calls);
  return pass.outputs.map((shape) => operands.get(shape) as Operand);
}

/** Which layers take a tensor: those called here, since one may have other calls that are not the model's. */
function takersOf(calls: readonly LayerCall<tf.Shape>[]): Map<tf.Shape, tf.layers.Layer[]> {
  const takers = new Map<tf.Shape, tf.layers.Layer[]>();
  for (const { layer, inputs } of calls) {
    for (const shape of inputs) {
      const layers = takers.get(shape);
      if (layers) layers.push(layer);
      else takers.set(shape, [layer]);
    }
  }
  return takers;
}

function callOf(
  layer: tf.layers.Layer,
  given: readonly Operand[],
  outputShapes: readonly tf.Shape[],
  scope: Scope,
): Call {
  // Other layers would meet whole numbers where ONNX has none: TF.js makes them fractions there, or fails, mostly.
  const inputs = kindsOfAnyType.has(layer.getClassName())
    ? given
    : given.map((x) => asFloat(x, layer, scope));
  return {
    layer,
    config: layer.getConfig(),
    inputs: inputs as [Operand, ...Operand[]],
    outputShapes,
    takenBy: [],
    scope,
    within: (layer, inputs) => translateWithin(layer, inputs, scope),
  };
}

function asFloat(x: Operand, layer: tf.layers.Layer, scope: Scope): Operand {
  if (x.dtype === "float32" || !roundsWholeNumbers(layer)) return scope.cast(x, "float32");
  throw untranslatable(
    { layer, scope },
    `an input of type ${x.dtype}`,
    "TensorFlow.js rounds what it makes of whole numbers here; put tf.layers.rescaling({ scale: 1 }) before it, which makes them float32",
  );
}

/** A layer or model that another layer holds. */
function translateWithin(layer: tf.layers.Layer, inputs: readonly Operand[], scope: Scope): Operand[] {
  if (layer instanceof tf.LayersModel) {
    return translateModel(layer, inputs, (call, path) =>
      scope.part(`${layer.name}/${call}`, `${layer.name}/${path}`),
    );
  }
  const shapes = inputs.map(({ shape }) => [...shape]);
  const outputs = toList(layer.computeOutputShape(fromList<tf.Shape>(shapes)));
  return translateCall(callOf(layer, inputs, outputs, scope.part(layer.name)));
}

/** @throws Error if no rule is for the layer: one of another class that only has the name of a kind is none of that kind */
function translateCall(call: Call): Operand[] {
  const { layer, scope } = call;
  const kind = layer.getClassName();
  const rule = rules[kind];
  if (!rule) {
    throw new Error(
      `The layer "${scope.call}" is a ${kind}, which has no translation to ONNX; docs/onnx-layers.md lists the kinds that have. ` +
        'TensorFlow.js itself runs any layer: choose engine "tensorflow", "wasm" or "cpu".',
    );
  }
  if (!isOfItsKind(layer)) {
    throw new Error(
      `The layer "${scope.call}" calls itself a ${kind}, but its class is not the one that TensorFlow.js knows by this ` +
        `name: what it computes has no translation to ONNX. Give its class a className of its own.`,
    );
  }
  return [rule(call)].flat();
}

function elementType(dtype: tf.DataType, name: string): ElementType {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw new TypeError(
    `"${name}" is ${dtype}: the inputs of a model that translates to ONNX are float32, int32 or bool.`,
  );
}
