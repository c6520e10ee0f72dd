import type * as tf from "@tensorflow/tfjs";
import { usable } from "../inspect/usable";
import { type Displayable, displayable } from "../notebook/display";
import { renderTable } from "../notebook/table";
import { drawingBundle } from "./drawing";
import { findLayer } from "./findLayer";
import { channelOf, type Filter, filtersOf, type Kernel, kernelOf } from "./kernels";
import { diverging, greyAtZero, pngAddress, rangeOf, short, shownOf } from "./pixels";
import { drawTiles, type Tile } from "./tiles";

/** What one filter holds. */
export interface FilterRow {
  filter: number;
  least: number;
  most: number;
  mean: number;
}

/** A convolution's filters. */
export interface Filters {
  layer: string;
  kind: string;
  /** [height, width, channels, filters]; a partial convolution's filter has weights for the channels that it sees only */
  kernel: [number, number, number, number];
  rows: FilterRow[];
}

/** What a picture holds at most; the rest is counted in its caption. */
const MOST = { filters: 64, rows: 12, channels: 12 };

/**
 * The kernels of a convolution as small pictures, a pixel for each weight.
 *
 * - Filters over 3 channels are shown in red, green and blue: grey is 0, and the filter's weight of largest magnitude is
 *   fully bright or fully dark.
 * - Others are shown channel by channel, a row for each filter, where they have several: blue below 0, white at 0,
 *   orange above, each as strong as the weight against the filter's of largest magnitude. Where a partial convolution's
 *   filter does not see a channel, its place stays empty.
 *
 * @param layer a convolution's name; by default the first one
 * @returns range and mean of each filter's weights
 * @throws RangeError if there is no such layer or it has no filters of two axes, TypeError if `model` is no model or
 *   `layer` no name
 */
export function showFilters(model: tf.LayersModel, layer?: string): Filters & Displayable {
  usable(model);
  const found = findLayer(
    model,
    layer,
    (candidate) => kernelOf(candidate) !== undefined,
    "with filters of height and width",
  );
  const kernel = kernelOf(found) as Kernel;
  const all = filtersOf(kernel);
  const rows = all.map(({ weights }, filter) => ({ filter, ...rangeOf(weights) }));
  const data = { layer: found.name, kind: found.getClassName(), kernel: kernel.shape, rows };
  return displayable(data, {
    text: () => filterTable(data),
    bundle: () => drawingBundle(drawFilters(data, all)),
  });
}

function drawFilters(data: Filters, all: readonly Filter[]) {
  const [height, width, channels, filters] = data.kernel;
  const whole = all.every((filter) => filter.channels.length === channels);
  const inColour = whole && channels === 3;
  const perFilter = inColour ? 1 : Math.min(channels, MOST.channels);
  const shown = Math.min(filters, perFilter === 1 ? MOST.filters : MOST.rows);
  const tiles = all.slice(0, shown).flatMap((own, filter) => {
    const { least, most } = data.rows[filter] as FilterRow;
    const largest = Math.max(-least, most);
    return Array.from({ length: perFilter }, (_, channel): Tile => {
      const seen = inColour ? own.weights : channelOf(own, channel);
      const pixels = seen && (inColour ? greyAtZero : diverging)(seen, largest);
      const name = perFilter === 1 ? `${filter}` : `${filter}, channel ${channel}`;
      return {
        address: pixels ? pngAddress(pixels, [height, width, 3]) : null,
        width,
        height,
        label: perFilter === 1 || channel === 0 ? `${filter}: ±${short(largest)}` : "",
        details: [
          `filter ${name}${seen ? "" : ": not connected"}`,
          `the filter's weights: ${short(least)} to ${short(most)}`,
        ],
      };
    });
  });
  const ofChannels = inColour ? "3 channels" : shownOf(perFilter, channels, "channel");
  const notes = [
    `${shownOf(shown, filters, "filter")} of ${height}×${width} weights over ${ofChannels}. Below a filter: its largest magnitude.`,
    inColour
      ? "Red, green and blue are the channels; grey is 0, the filter's largest weight is fully bright or dark."
      : `Blue below 0, white at 0, orange above${perFilter > 1 ? "; a row for each filter, a column for each channel" : ""}.`,
    ...(whole ? [] : ["Empty where a filter does not see a channel."]),
  ];
  return drawTiles(`${data.layer}: filters`, notes, tiles, perFilter > 1 ? perFilter : undefined);
}

function filterTable({ layer, kind, kernel, rows }: Filters): string {
  const columns = [
    { title: "Filter", value: ({ filter }: FilterRow) => filter },
    { title: "Least", value: ({ least }: FilterRow) => least },
    { title: "Most", value: ({ most }: FilterRow) => most },
    { title: "Mean", value: ({ mean }: FilterRow) => mean },
  ];
  return renderTable(rows, columns, {
    caption: `${layer} (${kind}): filters of ${kernel.slice(0, 3).join("×")} weights${kind === "PartialConv2D" ? ", each over some of the channels" : ""}`,
  }).text;
}
