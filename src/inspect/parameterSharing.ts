import { type Displayable, displayableTable } from "../notebook/display";
import { formatNumber, renderTable } from "../notebook/table";
import { convolution, type ConvolutionOptions, convolutionText } from "./convolution";
import { sizeOf } from "./shapes";

export interface SharingRow {
  layer: "convolution" | "locally connected" | "fully connected";
  /** Of one unit, its bias counted as one. */
  connectionsPerUnit: number;
  connections: number;
  params: number;
}

export interface ParameterSharing extends Required<ConvolutionOptions> {
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
  const layer = convolution(options);
  const { input, kernel, filters, stride, padding, outputShape, outputValues: units, params } = layer;
  const window = layer.multiplicationsPerPosition + 1;
  const image = sizeOf(input) + 1;
  const row = (layer: SharingRow["layer"], connectionsPerUnit: number, params: number): SharingRow => {
    return { layer, connectionsPerUnit, connections: units * connectionsPerUnit, params };
  };
  const rows = [
    row("convolution", window, params),
    row("locally connected", window, units * window),
    row("fully connected", image, units * image),
  ];
  return shown({ input, kernel, filters, stride, padding, outputShape, units, rows });
}

function shown(data: ParameterSharing): ParameterSharing & Displayable {
  const { outputShape, units, rows } = data;
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
          `${convolutionText(data)}: ${outputShape.join(" x ")} = ${formatNumber(units)} units. ` +
          "A unit's connections are the inputs that it is computed from, its bias counted as one.",
      },
    );
  return displayableTable(data, table);
}
