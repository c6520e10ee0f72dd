import { type Displayable, displayableTable } from "../notebook/display";
import { formatNumber, renderTable } from "../notebook/table";
import { convolution, type ConvolutionOptions, convolutionText } from "./convolution";

export interface SeparableRow {
  convolution: "standard" | "depthwise" | "pointwise" | "depthwise + pointwise";
  outputShape: [number, number, number];
  weights: number;
  biases: number;
  params: number;
  macs: number;
  /** 2 x MACs. */
  flops: number;
}

export interface Separable extends Required<ConvolutionOptions> {
  rows: SeparableRow[];
  /** Depthwise and pointwise together as a share of the standard convolution. */
  reduction: {
    /** 1 / D2 + 1 / F²; the FLOPs shrink by the same. */
    weights: number;
    /** With the biases. */
    params: number;
  };
}

/**
 * A standard convolution against a depthwise one followed by a pointwise one, all with biases, for one image (Howard et
 * al. 2017, arXiv:1704.04861, section 3.1): D1 filters of F x F see a channel each, then D2 filters of 1 x 1 mix these.
 *
 * @throws TypeError, RangeError as `convolution`
 */
export function depthwiseSeparable(options: ConvolutionOptions): Separable & Displayable {
  const full = convolution(options);
  const { input, kernel, filters, stride, padding } = full;
  const [height, width, channels] = input;
  // Of depth 1, as often as there are channels.
  const single = convolution({ input: [height, width, 1], kernel, filters: 1, stride, padding });
  const between: [number, number, number] = [single.outputShape[0], single.outputShape[1], channels];
  const mixing = convolution({ input: between, kernel: 1, filters });

  const weights = channels * single.weights;
  const macs = channels * single.macs;
  const standard = counted("standard", full.outputShape, full.weights, filters, full.macs);
  const both = counted(
    "depthwise + pointwise",
    mixing.outputShape,
    weights + mixing.weights,
    channels + filters,
    macs + mixing.macs,
  );
  return shown({
    input,
    kernel,
    filters,
    stride,
    padding,
    rows: [
      standard,
      counted("depthwise", between, weights, channels, macs),
      counted("pointwise", mixing.outputShape, mixing.weights, filters, mixing.macs),
      both,
    ],
    reduction: { weights: both.weights / standard.weights, params: both.params / standard.params },
  });
}

function counted(
  convolution: SeparableRow["convolution"],
  outputShape: [number, number, number],
  weights: number,
  biases: number,
  macs: number,
): SeparableRow {
  return { convolution, outputShape, weights, biases, params: weights + biases, macs, flops: 2 * macs };
}

function shown(data: Separable): Separable & Displayable {
  const { kernel, filters, rows, reduction } = data;
  const table = () =>
    renderTable(
      rows,
      [
        { title: "Convolution", value: ({ convolution }) => convolution },
        { title: "Output", value: ({ outputShape }) => outputShape.join(" x ") },
        { title: "Weights", value: ({ weights }) => weights },
        { title: "Biases", value: ({ biases }) => biases },
        { title: "Param #", value: ({ params }) => params },
        { title: "MACs", value: ({ macs }) => macs },
        { title: "FLOPs", value: ({ flops }) => flops },
      ],
      {
        caption: `${convolutionText(data)}. FLOPs = 2 x MACs.`,
        footer: [
          `Reduction of weights, MACs and FLOPs: 1 / ${filters} + 1 / ${kernel}² = ${formatNumber(reduction.weights)}`,
          `Reduction of parameters, with the biases: ${formatNumber(reduction.params)}`,
        ],
      },
    );
  return displayableTable(data, table);
}
