import * as tf from "@tensorflow/tfjs";
import { fromList, shapeText, toList, type KnownShape } from "./shapes";

/**
 * One call of one layer in a forward pass. A shared layer has several; a nested model is its layers' calls.
 *
 * Each tensor has an array of its own for its shape, the same in the call that makes it and in those that take it: the
 * arrays tell where data flows.
 */
export interface LayerCall<S extends tf.Shape = KnownShape> {
  /** The layer's name, after those of the models it lies in: `backbone/conv1`. */
  path: string;
  /** The path, from a layer's second call on with its number: `encoder (call 2)`. */
  name: string;
  layer: tf.layers.Layer;
  inputs: S[];
  outputs: S[];
}

/** The calls in an order in which they can run, and the model's own tensors, to follow data from the ones to the others. */
export interface ForwardPass<S extends tf.Shape = KnownShape> {
  calls: LayerCall<S>[];
  inputs: S[];
  outputs: S[];
}

/**
 * Every layer call of one forward pass over `batch` inputs, in an order in which they can run, the model's inputs first.
 *
 * Shapes are worked out anew from the inputs, call by call: `layer.outputShape` throws for a shared layer, and a
 * nested model may have open sizes that only its caller fixes.
 *
 * @throws RangeError when a size besides the batch is open (`null`)
 */
export function layerCalls(model: tf.LayersModel, batch: number): LayerCall[] {
  return forwardPass(model, batch).calls;
}

/**
 * The same calls with the model's inputs and outputs.
 *
 * @throws as `layerCalls`
 */
export function forwardPass(model: tf.LayersModel, batch: number): ForwardPass {
  return pass(model, batch, known);
}

/** The same again, but open sizes stay open (`null`), the batch too. @param shapes the inputs', if not the model's own */
export function openPass(
  model: tf.LayersModel,
  shapes: readonly tf.Shape[] = model.inputs.map(({ shape }) => shape),
): ForwardPass<tf.Shape> {
  // Some layers calculate with an open size as if it were 0: less than 1 is no size.
  const open = (shape: tf.Shape) => shape.map((size) => (size !== null && size > 0 ? size : null));
  return pass(model, null, open, shapes);
}

/** Makes of an output's shape the tensor's own array. */
type Settle<S> = (shape: tf.Shape, layer: tf.layers.Layer, model: tf.LayersModel) => S;

function pass<S extends tf.Shape>(
  model: tf.LayersModel,
  batch: number | null,
  settle: Settle<S>,
  shapes: readonly tf.Shape[] = model.inputs.map(({ shape }) => shape),
): ForwardPass<S> {
  const named = callNames();
  const calls = model.inputs.map(({ sourceLayer: layer }, i): LayerCall<S> => {
    const image = settle([batch, ...(shapes[i] as tf.Shape).slice(1)], layer, model);
    return { path: layer.name, name: named(layer.name), layer, inputs: [image], outputs: [image] };
  });
  const inputs = calls.flatMap(({ outputs }) => outputs);
  const add = (call: Unnamed<S>) => calls.push({ ...call, name: named(call.path) });
  return { calls, inputs, outputs: follow(model, inputs, "", settle, add) };
}

type Unnamed<S extends tf.Shape> = Omit<LayerCall<S>, "name">;

/** Names the second call of a layer "encoder (call 2)". */
function callNames(): (path: string) => string {
  const calls = new Map<string, number>();
  return (path) => {
    const number = (calls.get(path) ?? 0) + 1;
    calls.set(path, number);
    return number === 1 ? path : `${path} (call ${number})`;
  };
}

/** Goes from a model's outputs back to its inputs, adds the calls on the way, and returns the outputs' shapes. */
function follow<S extends tf.Shape>(
  model: tf.LayersModel,
  inputs: S[],
  prefix: string,
  settle: Settle<S>,
  add: (call: Unnamed<S>) => void,
): S[] {
  const shapes = new Map(model.inputs.map((tensor, i) => [tensor, inputs[i] as S]));
  const shapeOf = (tensor: tf.SymbolicTensor) => shapes.get(tensor) as S;

  function call(layer: tf.layers.Layer, inputs: S[]): S[] {
    const path = prefix + layer.name;
    if (layer instanceof tf.LayersModel) return follow(layer, inputs, `${path}/`, settle, add);
    const shapes = inputs.map((shape) => [...shape]); // CategoryEncoding writes into the shape that it is given
    const outputs = toList(layer.computeOutputShape(fromList<tf.Shape>(shapes))).map((shape) =>
      settle(shape, layer, model),
    );
    add({ path, layer, inputs, outputs });
    return outputs;
  }

  // To know a tensor's shape, know the shapes of what it is made from. By a list: a deep network would overflow the stack.
  const wanted = [...model.outputs].reverse();
  for (let tensor = wanted.at(-1); tensor; tensor = wanted.at(-1)) {
    const { sourceLayer, nodeIndex } = tensor;
    const node = sourceLayer.inboundNodes[nodeIndex] as (typeof sourceLayer.inboundNodes)[number];
    const missing = node.inputTensors.filter((input) => !shapes.has(input));
    if (shapes.has(tensor)) {
      wanted.pop();
    } else if (missing.length > 0) {
      wanted.push(...missing.reverse());
    } else {
      const outputs = call(sourceLayer, node.inputTensors.map(shapeOf));
      node.outputTensors.forEach((output, i) => shapes.set(output, outputs[i] as S));
    }
  }
  return model.outputs.map(shapeOf);
}

function known(shape: tf.Shape, layer: tf.layers.Layer, model: tf.LayersModel): KnownShape {
  if (shape.every((size): size is number => size !== null)) return [...shape];
  throw new RangeError(
    `The output shape of layer "${layer.name}" (${layer.getClassName()}) is ${shapeText(shape)}: what the model ` +
      `"${model.name}" computes depends on the open sizes (None). Build it with an inputShape that has numbers only.`,
  );
}
