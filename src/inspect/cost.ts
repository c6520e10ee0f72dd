import type * as tf from "@tensorflow/tfjs";
import { type Displayable, displayableTable } from "../notebook/display";
import { formatNumber, renderTable } from "../notebook/table";
import { besides } from "./besides";
import { layerCalls } from "./calls";
import { usable } from "./usable";
import { wholeNumber } from "../arguments/checks";
import { checkNames } from "../arguments/optionNames";
import { macsOf } from "./macs";
import { BYTES_PER_VALUE, bytesText, sum } from "./numbers";
import { firstOwner, parameters } from "./parameters";
import { fromList, shapeText, sizeOf, type KnownShape } from "./shapes";

/** One call of one layer. */
export interface CostRow {
  /** The layer's name; in a nested model after that model's (`backbone/conv1`), with the number of a repeated call. */
  name: string;
  /** The layer's class: `Conv2D`. */
  kind: string;
  /** The batch first. A list where the layer has several outputs. */
  outputShape: KnownShape | KnownShape[];
  /** 0 where an earlier row has the same weights. */
  params: number;
  /** null where the layer's kind has no rule. */
  macs: number | null;
  /** 2 x MACs; null as above. */
  flops: number | null;
  activationBytes: number;
  /** What the layer computes that is not a MAC: "bias, relu". */
  besides: string;
}

export interface Cost {
  name: string;
  batch: number;
  rows: CostRow[];
  totals: { params: number; macs: number; flops: number; activationBytes: number };
  /** The calls whose multiply-adds are not in the totals, because their layer's kind has no rule. */
  uncounted: { name: string; kind: string }[];
}

/**
 * What one forward pass (inference) of a batch costs, layer call by layer call, in the order in which they run.
 *
 * - `macs`: multiply-adds by weights. Bias, batch norm, pooling and activations are none; `besides` names them.
 * - `flops`: 2 x MACs, nothing added.
 * - `activationBytes`: 4 bytes for each value that the call puts out. The model's inputs are in; so are layers that an
 *   engine may do in place (flatten, dropout), and weights are not. It is the sum over the network, not the peak.
 * - All of these are for the whole batch; `params` does not depend on it.
 *
 * A shared layer has a row for each call: its weights count once, its MACs each time. A nested model is taken apart. A
 * layer class can bring its own rule, a method `macs(inputShape, outputShape)`; a kind without one is in `uncounted`.
 *
 * @throws RangeError when `batch` is not a whole number of at least 1, or a size besides the batch is open (null)
 * @throws TypeError when an option is unknown
 * @throws Error when the model is disposed or has no layers
 */
export function cost(model: tf.LayersModel, options: { batch?: number } = {}): Cost & Displayable {
  usable(model);
  checkNames("cost", options, ["batch"]);
  const { batch = 1 } = options;
  const calls = layerCalls(model, wholeNumber("batch", batch));
  const own = firstOwner();
  const rows = calls.map((call): CostRow => {
    const macs = macsOf(call);
    return {
      name: call.name,
      kind: call.layer.getClassName(),
      outputShape: fromList(call.outputs),
      params: parameters(own(call.layer.weights)).params,
      macs,
      flops: macs === null ? null : 2 * macs,
      activationBytes: BYTES_PER_VALUE * sum(call.outputs, sizeOf),
      besides: besides(call.layer),
    };
  });
  const totals = {
    params: sum(rows, ({ params }) => params),
    macs: sum(rows, ({ macs }) => macs ?? 0),
    flops: sum(rows, ({ flops }) => flops ?? 0),
    activationBytes: sum(rows, ({ activationBytes }) => activationBytes),
  };
  const uncounted = rows.filter(({ macs }) => macs === null).map(({ name, kind }) => ({ name, kind }));
  return shown({ name: model.name, batch, rows, totals, uncounted });
}

function shown(data: Cost): Cost & Displayable {
  const { name, batch, rows, totals, uncounted } = data;
  const table = () =>
    renderTable(
      rows,
      [
        { title: "Layer (type)", value: ({ name, kind }) => `${name} (${kind})` },
        { title: "Output Shape", value: ({ outputShape }) => shapeText(outputShape) },
        { title: "Param #", value: ({ params }) => params },
        { title: "MACs", value: ({ macs }) => macs },
        { title: "FLOPs", value: ({ flops }) => flops },
        { title: "Activation bytes", value: ({ activationBytes }) => activationBytes },
        { title: "Besides MACs", value: ({ besides }) => besides },
      ],
      {
        caption: `Model: ${name}, one forward pass of a batch of ${batch}. FLOPs = 2 x MACs; what stands under "Besides MACs" is not counted.`,
        footer: [
          `Total params: ${formatNumber(totals.params)}`,
          `Total MACs: ${formatNumber(totals.macs)}`,
          `Total FLOPs: ${formatNumber(totals.flops)}`,
          `Total activation bytes: ${formatNumber(totals.activationBytes)} (${bytesText(totals.activationBytes)})`,
          ...uncounted.map(
            ({ name, kind }) => `No rule for the MACs of ${name} (${kind}): not in the totals`,
          ),
        ],
      },
    );
  return displayableTable(data, table);
}
