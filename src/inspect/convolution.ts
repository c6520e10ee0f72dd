import { imageShape, wholeNumber } from "../arguments/checks";
import { type Displayable, displayableTable } from "../notebook/display";
import { renderTable } from "../notebook/table";
import { BYTES_PER_VALUE } from "./numbers";
import { outputFormula, outputSize, type Padding } from "./outputSize";
import { sizeOf } from "./shapes";

export interface ConvolutionOptions {
  /** Height, width, channels. */
  input: [number, number, number];
  /** The kernel's height and width; its depth is the input's. */
  kernel: number;
  filters: number;
  stride?: number;
  padding?: Padding;
}

export interface Convolution extends Required<ConvolutionOptions> {
  outputShape: [number, number, number];
  weights: number;
  biases: number;
  params: number;
  /** Of one filter at one position. */
  multiplicationsPerPosition: number;
  /** Of one filter at all positions. */
  multiplicationsPerFilter: number;
  /** Of all filters at all positions. */
  macs: number;
  outputValues: number;
  /** With 4 bytes a value (float32). */
  outputBytes: number;
  /** With 8 bytes a value (float64, double precision). */
  outputBytesDouble: number;
}

/**
 * The arithmetic of one convolution layer, number by number, for one image.
 *
 * @throws TypeError when `input` is not [height, width, channels]
 * @throws RangeError when a size is not a whole number of at least 1, the kernel is larger than the padded input, or
 *   the stride does not fit (see `outputSize`)
 */
export function convolution(options: ConvolutionOptions): Convolution & Displayable {
  const { input, kernel, filters, stride = 1, padding = 0 } = options;
  const [height, width, channels] = imageShape("input", input);
  wholeNumber("filters", filters);
  const side = (size: number) => outputSize({ input: size, kernel, stride, padding });
  const outputShape: [number, number, number] = [side(height), side(width), filters];

  const multiplicationsPerPosition = kernel * kernel * channels;
  const multiplicationsPerFilter = multiplicationsPerPosition * outputShape[0] * outputShape[1];
  const weights = multiplicationsPerPosition * filters;
  const outputValues = sizeOf(outputShape);
  return shown({
    input,
    kernel,
    filters,
    stride,
    padding,
    outputShape,
    weights,
    biases: filters,
    params: weights + filters,
    multiplicationsPerPosition,
    multiplicationsPerFilter,
    macs: multiplicationsPerFilter * filters,
    outputValues,
    outputBytes: BYTES_PER_VALUE * outputValues,
    outputBytesDouble: 8 * outputValues,
  });
}

/**
 * The FLOPs of a convolution with biases for one image: 2 · D1 · F² · D2 · H2 · W2.
 *
 * Each of the D2 · H2 · W2 output values takes D1 · F² multiplications, D1 · F² − 1 additions and one more for the bias.
 *
 * @throws TypeError, RangeError as `convolution`
 */
export function convolutionFlops(options: ConvolutionOptions): number {
  return 2 * convolution(options).macs;
}

/** "32 filters of 5 x 5 x 3 over 12 x 12 x 3, stride 1, padding 0". */
export function convolutionText({
  input,
  kernel,
  filters,
  stride,
  padding,
}: Required<ConvolutionOptions>): string {
  const window = [kernel, kernel, input[2]].join(" x ");
  return `${filters} filters of ${window} over ${input.join(" x ")}, stride ${stride}, padding ${padding}`;
}

function shown(data: Convolution): Convolution & Displayable {
  const { input, kernel, filters, stride, padding, outputShape } = data;
  const [inHeight, inWidth, channels] = input;
  const [height, width] = outputShape;
  const window = `${kernel} x ${kernel} x ${channels}`;
  const map = `${height} x ${width}`;
  const side = (size: number) => outputFormula({ input: size, kernel, stride, padding });
  const rows: { quantity: string; how: string; value: number | string }[] = [
    { quantity: "output height", how: side(inHeight), value: height },
    { quantity: "output width", how: side(inWidth), value: width },
    { quantity: "output shape", how: "height x width x filters", value: `${map} x ${filters}` },
    { quantity: "weights", how: `${window} x ${filters}`, value: data.weights },
    { quantity: "biases", how: "one a filter", value: data.biases },
    { quantity: "parameters", how: "weights + biases", value: data.params },
    { quantity: "multiplications at one position", how: window, value: data.multiplicationsPerPosition },
    {
      quantity: "multiplications of one filter",
      how: `${window} x ${map}`,
      value: data.multiplicationsPerFilter,
    },
    { quantity: "multiplications in all (MACs)", how: `${window} x ${map} x ${filters}`, value: data.macs },
    { quantity: "output values", how: `${map} x ${filters}`, value: data.outputValues },
    { quantity: "output bytes", how: "values x 4", value: data.outputBytes },
    { quantity: "output bytes in double precision", how: "values x 8", value: data.outputBytesDouble },
  ];
  const table = () =>
    renderTable(
      rows,
      [
        { title: "Quantity", value: ({ quantity }) => quantity },
        { title: "How", value: ({ how }) => how },
        { title: "Value", value: ({ value }) => value, align: "right" },
      ],
      { caption: convolutionText(data) },
    );
  return displayableTable(data, table);
}
