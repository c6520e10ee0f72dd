import * as tf from "@tensorflow/tfjs";
import { valueText, wholeNumber } from "../arguments/checks";
import { checkNames } from "../arguments/optionNames";
import type { Displayable } from "../notebook/display";
import { type Field, pixels, through } from "./fields";
import { modelFields } from "./modelFields";
import type { Padding } from "./outputSize";
import { shownFields } from "./receptiveFieldTable";
import { usable } from "./usable";

/** One layer of a stack: a convolution or a pooling with a square window. */
export interface StackLayer {
  /** The window's height and width. */
  kernel: number;
  /** Default 1. */
  stride?: number;
  /** Default 0. A number of zeros that does not fit the stride leaves a rest out, as in Caffe and PyTorch. */
  padding?: Padding;
  /** Default 1. */
  dilation?: number;
  name?: string;
}

/** Numbers in lists are one for each axis of the image: height, width. */
export interface ReceptiveFieldRow {
  name: string;
  kind: string;
  /** The output's height and width; null where its units have lost their places (flatten), or nothing is known. */
  output: number[] | null;
  /** How much of the image a unit sees, the zeros around it included; null behind a kind without a rule. */
  size: number[] | null;
  /** Pixels from one unit's field to the next one's; 0 where all units see the same. null as `output`. */
  jump: number[] | null;
  /** Where the first unit's field has its centre; pixels count from 0. null as `output`. */
  start: number[] | null;
}

export interface ReceptiveField {
  name: string;
  /** The image's height and width. */
  image: number[];
  rows: ReceptiveFieldRow[];
  /** Layers without a rule: neither their fields nor those behind them are known. */
  unknown: { name: string; kind: string }[];
}

/**
 * What part of the image one unit of each layer sees, layer by layer, from the image on: size r, jump j and the centre of
 * the first unit's field, by r' = r + (K − 1) · j and j' = j · S (Araujo, Norris and Sim 2019,
 * doi:10.23915/distill.00021). Where branches join, the field holds those of all paths.
 *
 * Fields are those of the layers, wherever the unit stands: at the border they reach into the padding.
 *
 * @param network layers on top of each other, or a model with one image as its input
 * @param options.input height and width of a stack's image, 224 by default; sizes and jumps do not depend on it
 * @throws RangeError when a kernel is larger than its padded input, a number of the stack is not a whole one in range, the
 *   stack is empty, or the model has several inputs, no image, channels first or open sizes (null), or comes with `input`
 * @throws TypeError when `network` is neither or an option is unknown
 * @throws Error when the model is disposed or has no layers
 */
export function receptiveField(
  network: tf.LayersModel | readonly StackLayer[],
  options: { input?: number } = {},
): ReceptiveField & Displayable {
  checkNames("receptiveField", options, ["input"]);
  const { input } = options;
  return shownFields(isStack(network) ? ofStack(network, input) : ofModel(network, input));
}

function isStack(network: unknown): network is readonly StackLayer[] {
  return Array.isArray(network);
}

function ofStack(stack: readonly StackLayer[], input = 224): ReceptiveField {
  if (stack.length === 0) {
    throw new RangeError("network is []: a stack has at least one layer, such as { kernel: 3 }.");
  }
  let field = pixels(wholeNumber("input", input));
  const rows = stack.map((layer, index) => {
    const { kernel, stride = 1, padding = 0, dilation = 1, name = `layer${index + 1}` } = layer;
    field = naming(dilation > 1 ? `${name} (with dilation ${dilation})` : name, () =>
      through(field, { kernel, stride, padding, dilation }),
    );
    return row(name, `${kernel} x ${kernel}`, [field, field]);
  });
  return { name: "stack", image: [input, input], rows, unknown: [] };
}

/** Work on one layer of a stack: an error says which. */
function naming<T>(layer: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof RangeError ? new RangeError(`${layer}: ${error.message}`) : error;
  }
}

function ofModel(model: tf.LayersModel, input?: number): ReceptiveField {
  usable(model);
  const { image, calls } = modelFields(model);
  if (input !== undefined) {
    throw new RangeError(
      `input is ${valueText(input)}: it is for stacks, and the model "${model.name}" takes ${image.join(" x ")}. Leave it out.`,
    );
  }
  const rows = calls.map(({ call, seen }) =>
    row(call.name, call.layer.getClassName(), seen?.axes ?? null, seen?.flat),
  );
  const unknown = calls
    .filter((call) => call.unknown)
    .map(({ call }) => ({ name: call.name, kind: call.layer.getClassName() }));
  return { name: model.name, image, rows, unknown };
}

function row(name: string, kind: string, axes: Field[] | null, flat = false): ReceptiveFieldRow {
  const placed = flat ? null : axes;
  return {
    name,
    kind,
    output: placed && placed.map(({ units }) => units),
    size: axes && axes.map(({ size }) => size),
    jump: placed && placed.map(({ jump }) => jump),
    start: placed && placed.map(({ first, size }) => first + (size - 1) / 2),
  };
}
