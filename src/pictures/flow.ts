import * as tf from "@tensorflow/tfjs";
import { fromList, toList } from "../inspect/shapes";

/** One call of one layer, and the calls whose results it takes. */
export interface Step {
  /** As in `cost`: after the models that it lies in, from a layer's second call on with its number. */
  name: string;
  layer: tf.layers.Layer;
  /** The nested models that it lies in, the outermost first. */
  within: string[];
  /** Where each input tensor comes from. */
  from: Step[];
  /** The batch first, null where a size is open. */
  inputs: tf.Shape[];
  outputs: tf.Shape[];
  /** Whether the model returns a result of this call. */
  isOutput: boolean;
}

/** A tensor on its way: the call that made it, and its shape. */
interface Flowing {
  step: Step;
  shape: tf.Shape;
}

/**
 * Every layer call of one forward pass, each after those that it takes from; nested models are taken apart. Other than
 * `layerCalls` it leaves open sizes open.
 */
export function flow(model: tf.LayersModel): Step[] {
  const steps: Step[] = [];
  const calls = new Map<string, number>();
  const add = (layer: tf.layers.Layer, within: string[], taken: Flowing[], outputs?: tf.Shape[]) => {
    const path = [...within, layer.name].join("/");
    const call = (calls.get(path) ?? 0) + 1;
    calls.set(path, call);
    const inputs = taken.map(({ shape }) => shape);
    const step: Step = {
      name: call === 1 ? path : `${path} (call ${call})`,
      layer,
      within,
      from: taken.map(({ step }) => step),
      inputs,
      outputs: outputs ?? toList(layer.computeOutputShape(fromList(inputs))),
      isOutput: false,
    };
    steps.push(step);
    return step.outputs.map((shape) => ({ step, shape }));
  };
  const inputs = model.inputs.flatMap(({ sourceLayer, shape }) => add(sourceLayer, [], [], [shape]));
  for (const { step } of follow(model, inputs, [], add)) step.isOutput = true;
  return steps;
}

type Add = (layer: tf.layers.Layer, within: string[], taken: Flowing[]) => Flowing[];

/** Goes from a model's outputs back to its inputs, adds the calls on the way, and returns what the outputs are. */
function follow(model: tf.LayersModel, inputs: Flowing[], within: string[], add: Add): Flowing[] {
  const known = new Map(model.inputs.map((tensor, i) => [tensor, inputs[i] as Flowing]));
  const flowing = (tensor: tf.SymbolicTensor) => known.get(tensor) as Flowing;
  // By a list and not by recursion: a deep network would overflow the stack.
  const wanted = [...model.outputs].reverse();
  for (let tensor = wanted.at(-1); tensor; tensor = wanted.at(-1)) {
    const { sourceLayer: layer, nodeIndex } = tensor;
    const node = layer.inboundNodes[nodeIndex] as (typeof layer.inboundNodes)[number];
    const missing = node.inputTensors.filter((input) => !known.has(input));
    if (known.has(tensor)) {
      wanted.pop();
    } else if (missing.length > 0) {
      wanted.push(...missing.reverse());
    } else {
      const taken = node.inputTensors.map(flowing);
      const made =
        layer instanceof tf.LayersModel
          ? follow(layer, taken, [...within, layer.name], add)
          : add(layer, within, taken);
      node.outputTensors.forEach((output, i) => known.set(output, made[i] as Flowing));
    }
  }
  return model.outputs.map(flowing);
}
