import type * as tf from "@tensorflow/tfjs";
import { withoutMacs } from "./besides";
import type { LayerCall } from "./calls";
import { fromList, sizeOf, type KnownShape } from "./shapes";

/*
 * Multiply-adds (MACs) by layer kind, a small rule each.
 *
 * Convention: a MAC is the multiplication of a value by a weight (or of two values, in a dot product) together with the
 * addition to a sum. Where a kernel lies over padding it counts in full, as in every profiler. Whatever else a layer
 * computes is not counted; besides.ts says what it is.
 */

interface Call {
  layer: tf.layers.Layer;
  input: KnownShape;
  output: KnownShape;
}

/** The MACs of one call, for its whole batch; null where they hang on an inner layer that has no rule. */
type MacRule = (call: Call) => number | null;

/**
 * A layer class of our own brings its rule along as a method. Shapes are as in `computeOutputShape` (a list where there
 * are several), with every size known and the batch first; the answer is for the whole batch.
 */
export interface CountsMacs {
  macs(inputShape: KnownShape | KnownShape[], outputShape: KnownShape | KnownShape[]): number;
}

/** The MACs of one call of a layer, for its whole batch; null when there is no rule for the layer's kind. */
export function macsOf({
  layer,
  inputs,
  outputs,
}: Pick<LayerCall, "layer" | "inputs" | "outputs">): number | null {
  if (countsMacs(layer)) return layer.macs(fromList(inputs), fromList(outputs));
  const kind = layer.getClassName();
  if (kind in withoutMacs) return 0;
  return rules[kind]?.({ layer, input: inputs[0] as KnownShape, output: outputs[0] as KnownShape }) ?? null;
}

function countsMacs(layer: object): layer is CountsMacs {
  return typeof (layer as Partial<CountsMacs>).macs === "function";
}

/** Every weight of the kernel is used once at every output position. Dense is the same with a window of one. */
const convolution: MacRule = ({ layer, output }) => {
  const { kernel } = fields(layer); // window x in x out
  return weightsOf(kernel) * positions(output, lastSize(kernel));
};

/** Each input value is spread over a window: every weight is used once at every *input* position. */
const transposedConvolution: MacRule = ({ layer, input }) => {
  const { kernel } = fields(layer); // window x out x in
  return weightsOf(kernel) * positions(input, lastSize(kernel));
};

/** The same for a kernel that keeps the channels apart: its outputs number in x multiplier. */
const depthwiseConvolution: MacRule = ({ layer, output }) => {
  const { depthwiseKernel } = fields(layer); // height x width x in x multiplier
  return weightsOf(depthwiseKernel) * positions(output, sizeOf(known(depthwiseKernel).slice(2)));
};

/** A depthwise convolution, then a 1x1 convolution at the same positions. */
const separableConvolution: MacRule = ({ layer, output }) => {
  const { depthwiseKernel, pointwiseKernel } = fields(layer); // pointwise: 1 x 1 x in·multiplier x out
  return (
    (weightsOf(depthwiseKernel) + weightsOf(pointwiseKernel)) * positions(output, lastSize(pointwiseKernel))
  );
};

/** At every time step the input meets one matrix and the state another; the gates lie side by side in both. */
const recurrent: MacRule = ({ layer, input }) => {
  const { kernel, recurrentKernel } = fields(fields(layer).cell);
  const steps = sizeOf(input.slice(0, 2)); // of every sequence in the batch
  return (weightsOf(kernel) + weightsOf(recurrentKernel)) * steps;
};

/** The same sequence read by two layers of one kind, forwards and backwards. */
const bidirectional: MacRule = ({ layer, input, output }) => {
  const macs = macsOf({ layer: fields(layer).forwardLayer, inputs: [input], outputs: [output] });
  return macs === null ? null : 2 * macs;
};

/** The inner layer, with the time steps as so many more inputs in the batch. */
const timeDistributed: MacRule = ({ layer, input, output }) => {
  const fold = (shape: KnownShape) => [sizeOf(shape.slice(0, 2)), ...shape.slice(2)];
  return macsOf({ layer: fields(layer).layer, inputs: [fold(input)], outputs: [fold(output)] });
};

/** Each output value is a sum over the axis that the two inputs share. */
const dot: MacRule = ({ layer, input, output }) => {
  const { axes } = fields(layer);
  return sizeOf(output) * (input.at(typeof axes === "number" ? axes : axes[0]) as number);
};

const rules: Partial<Record<string, MacRule>> = {
  Dense: convolution,
  Conv1D: convolution,
  Conv2D: convolution,
  Conv3D: convolution,
  Conv2DTranspose: transposedConvolution,
  Conv3DTranspose: transposedConvolution,
  DepthwiseConv2D: depthwiseConvolution,
  SeparableConv2D: separableConvolution,
  SimpleRNN: recurrent,
  GRU: recurrent,
  LSTM: recurrent,
  Bidirectional: bidirectional,
  TimeDistributed: timeDistributed,
  Dot: dot,
};

/** At how many places a tensor has its channels, wherever these stand in its shape. The batch is in the number. */
function positions(shape: KnownShape, channels: number): number {
  return sizeOf(shape) / channels;
}

function weightsOf(kernel: tf.LayerVariable): number {
  return sizeOf(known(kernel));
}

function lastSize(kernel: tf.LayerVariable): number {
  return known(kernel).at(-1) as number;
}

function known({ shape }: tf.LayerVariable): KnownShape {
  return shape as KnownShape;
}

/** What TF.js's layers keep, each kind some of it, and do not declare public. */
interface Fields {
  kernel: tf.LayerVariable;
  depthwiseKernel: tf.LayerVariable;
  pointwiseKernel: tf.LayerVariable;
  recurrentKernel: tf.LayerVariable;
  cell: tf.layers.Layer;
  layer: tf.layers.Layer;
  forwardLayer: tf.layers.Layer;
  axes: number | [number, number];
}

function fields(layer: tf.layers.Layer): Fields {
  return layer as unknown as Fields;
}
