import type * as tf from "@tensorflow/tfjs";
import { forwardPass, type LayerCall } from "./calls";
import { pixels } from "./fields";
import { fieldsAfter, type Seen } from "./fieldRules";
import { shapeText, type KnownShape } from "./shapes";

/** A call and what its first output's units see; null where a layer before it, or its own kind, has no rule. */
export interface SeenCall {
  call: LayerCall;
  seen: Seen | null;
  /** The call's inputs are followed and its kind has no rule. */
  unknown: boolean;
}

/**
 * Follows the receptive fields through a model, call by call.
 *
 * @throws RangeError when the model has several inputs, its input is no image, its channels are first, or a size besides
 *   the batch is open (null)
 */
export function modelFields(model: tf.LayersModel): { image: number[]; calls: SeenCall[] } {
  const { calls, inputs } = forwardPass(model, 1);
  const image = imageSides(model, inputs, calls);
  const known = new Map<KnownShape, Seen | null>([
    [inputs[0] as KnownShape, { axes: image.map(pixels), flat: false }],
  ]);
  const seenCalls = calls.map((call): SeenCall => {
    const before = call.inputs.map((input) => known.get(input) ?? null);
    const followed = before.every((seen): seen is Seen => seen !== null);
    const seen = followed ? fieldsAfter(call, before) : null;
    for (const output of call.outputs) known.set(output, seen);
    return { call, seen, unknown: followed && seen === null };
  });
  return { image, calls: seenCalls };
}

function imageSides(model: tf.LayersModel, inputs: KnownShape[], calls: LayerCall[]): number[] {
  const [shape, ...more] = inputs as [KnownShape, ...KnownShape[]];
  if (more.length > 0 || shape.length < 3) {
    throw new RangeError(
      `The model "${model.name}" takes ${inputs.map((input) => shapeText([null, ...input.slice(1)])).join(" and ")}: ` +
        `a receptive field is a part of one image. Give a model with one input of shape [height, width, channels].`,
    );
  }
  const first = calls.find(({ layer }) => layer.getConfig()["dataFormat"] === "channelsFirst");
  if (first) {
    throw new RangeError(
      `Layer "${first.name}" has dataFormat "channelsFirst": receptive fields are followed in channelsLast models only.`,
    );
  }
  return shape.slice(1, -1);
}
