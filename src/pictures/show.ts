import type * as tf from "@tensorflow/tfjs";
import { usable } from "../inspect/usable";
import { type Displayable, displayable } from "../notebook/display";
import { formatNumber, renderTable } from "../notebook/table";
import { sizesText } from "./boxSize";
import { drawingBundle } from "./drawing";
import { drawNetwork } from "./drawNetwork";
import { layOut } from "./layout";
import { type Network, network, type NetworkBox } from "./network";
import { segments } from "./segments";

/**
 * A picture of a network, from top to bottom and in columns from left to right: a box for each layer with its output
 * shape, a line for each tensor, a frame for each block. Activation, batch norm, dropout and padding lie in the box of
 * the layer that they belong to; the mouse on a box lists them, with parameters and MACs. A box grows by 8 pixels with
 * each doubling of its channels, since a label has to fit into the narrowest; colours tell what a layer is.
 *
 * A nested model is taken apart; a shared layer has a box for each call. In a terminal it is a table, which names where
 * a box takes its input from unless that is the box above it.
 *
 * @returns boxes and edges as data
 * @throws TypeError if `model` is no model, Error when it is disposed or has no layers
 */
export function show(model: tf.LayersModel): Network & Displayable {
  usable(model);
  const data = network(model);
  return displayable(data, {
    text: () => networkTable(data),
    bundle: async () => drawingBundle(drawNetwork(data, await layOut(data))),
  });
}

function networkTable(data: Network): string {
  const boxes = segments(data).flatMap((segment) => segment.boxes);
  const above = new Map(boxes.map((box, i) => [box, boxes[i - 1]?.name]));
  const sources = (box: NetworkBox) => data.edges.filter(({ to }) => to === box.name).map(({ from }) => from);
  const from = (box: NetworkBox) => {
    const names = sources(box);
    return names.length === 1 && names[0] === above.get(box) ? "" : names.join(" + ");
  };
  const columns = [
    { title: "Layer", value: ({ name }: NetworkBox) => name },
    { title: "Operation", value: ({ operations }: NetworkBox) => operations.join(" · ") },
    {
      title: "Output",
      value: (box: NetworkBox) => sizesText(box.outputShape) + (box.isOutput ? " → output" : ""),
    },
    { title: "Params", value: ({ params }: NetworkBox) => params },
    { title: "MACs", value: ({ macs }: NetworkBox) => macs },
    { title: "From (else from above)", value: from },
  ];
  const caption = `${data.name}: ${formatNumber(boxes.length)} boxes`;
  return renderTable(boxes, columns, { caption }).text;
}
