import { displayable, type Displayable } from "../notebook/display";
import { renderTable } from "../notebook/table";
import { convolution, type ConvolutionOptions } from "./convolution";
import { sizeOf } from "./shapes";

export interface SharingRow {
  layer: "convolution" | "locally connected" | "fully connected";
  /** The same weights at every position. */
  shared: boolean;
  /** A unit sees its window of the input only. */
  local: boolean;
  /** Of one unit, its bias counted as one. */
  connectionsPerUnit: number;
  connections: number;
  params: number;
}

export interface ParameterSharing extends ConvolutionOptions {
  outputShape: [number, number, number];
  /** The output's values: units, or neurons. */
  units: number;
  rows: SharingRow[];
}

/**
 * What sharing weights saves: one convolution layer, the same layer with weights of its own at each position (locally
 * connected), and a layer of as many units that each see the whole input (fully connected), with biases.
 *
 * A window that lies over padding counts in full.
 *
 * @throws TypeError, RangeError as `convolution`
 */
export function parameterSharing(options: ConvolutionOptions): ParameterSharing & Displayable {
  const { outputShape, outputValues: units, multiplicationsPerPosition, params } = convolution(options);
  const window = multiplicationsPerPosition + 1;
  const image = sizeOf(options.input) + 1;
  const rows: SharingRow[] = [
    {
      layer: "convolution",
      shared: true,
      local: true,
      connectionsPerUnit: window,
      connections: units * window,
      params,
    },
    {
      layer: "locally connected",
      shared: false,
      local: true,
      connectionsPerUnit: window,
      connections: units * window,
      params: units * window,
    },
    {
      layer: "fully connected",
      shared: false,
      local: false,
      connectionsPerUnit: image,
      connections: units * image,
      params: units * image,
    },
  ];
  return shown({ ...options, outputShape, units, rows });
}

function shown(data: ParameterSharing): ParameterSharing & Displayable {
  const { input, kernel, filters, outputShape, rows } = data;
  const window = [kernel, kernel, input[2]].join(" x ");
  const table = () =>
    renderTable(
      rows,
      [
        { title: "Layer", value: ({ layer }) => layer },
        { title: "Connections of a unit", value: ({ connectionsPerUnit }) => connectionsPerUnit },
        { title: "Connections", value: ({ connections }) => connections },
        { title: "Parameters", value: ({ params }) => params },
      ],
      {
        caption:
          `${filters} filters of ${window} over ${input.join(" x ")}: ` +
          `${outputShape.join(" x ")} = ${data.units.toLocaleString("en-US")} units, a bias counts as a connection`,
      },
    );
  return displayable(data, { text: () => table().text, html: () => table().html });
}
