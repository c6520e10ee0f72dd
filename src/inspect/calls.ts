import * as tf from "@tensorflow/tfjs";
import { fromList, shapeText, toList, type KnownShape } from "./shapes";

/** One call of one layer in a forward pass. A shared layer has several; a nested model is its layers' calls. */
export interface LayerCall {
  /** The layer's name, after those of the models it lies in: `backbone/conv1`. */
  path: string;
  layer: tf.layers.Layer;
  inputs: KnownShape[];
  outputs: KnownShape[];
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
  const calls = model.inputs.map(({ sourceLayer: layer, shape }): LayerCall => {
    const image = known([batch, ...shape.slice(1)], layer);
    return { path: layer.name, layer, inputs: [image], outputs: [image] };
  });
  const images = calls.flatMap(({ outputs }) => outputs);
  follow(model, images, "", calls);
  return calls;
}

/** Goes from a model's outputs back to its inputs, adds the calls on the way, and returns the outputs' shapes. */
function follow(
  model: tf.LayersModel,
  inputs: KnownShape[],
  prefix: string,
  calls: LayerCall[],
): KnownShape[] {
  const shapes = new Map(model.inputs.map((tensor, i) => [tensor, inputs[i] as KnownShape]));
  const shapeOf = (tensor: tf.SymbolicTensor) => shapes.get(tensor) as KnownShape;

  function call(layer: tf.layers.Layer, inputs: KnownShape[]): KnownShape[] {
    const path = prefix + layer.name;
    if (layer instanceof tf.LayersModel) return follow(layer, inputs, `${path}/`, calls);
    const outputs = toList(layer.computeOutputShape(fromList<tf.Shape>(inputs))).map((shape) =>
      known(shape, layer),
    );
    calls.push({ path, layer, inputs, outputs });
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
      node.outputTensors.forEach((output, i) => shapes.set(output, outputs[i] as KnownShape));
    }
  }
  return model.outputs.map(shapeOf);
}

function known(shape: tf.Shape, layer: tf.layers.Layer): KnownShape {
  if (shape.every((size): size is number => size !== null)) return shape;
  throw new RangeError(
    `The output shape of layer "${layer.name}" (${layer.getClassName()}) is ${shapeText(shape)}: its cost depends on ` +
      `the open sizes (None). Build the model with an inputShape that has numbers only.`,
  );
}
