import type * as tf from "@tensorflow/tfjs";
import { usable } from "../inspect/usable";
import { type Displayable, displayable } from "../notebook/display";
import { renderTable } from "../notebook/table";
import { drawingBundle } from "./drawing";
import { findLayer } from "./findLayer";
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
  /** [height, width, channels, filters] */
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
 *   orange above, each as strong as the weight against the filter's of largest magnitude.
 *
 * @param layer a convolution's name; by default the first one
 * @returns range and mean of each filter's weights
 * @throws RangeError if there is no such layer or it has no filters of two axes, TypeError if `model` is no model
 */
export function showFilters(model: tf.LayersModel, layer?: string): Filters & Displayable {
  usable(model);
  const found = findLayer(
    model,
    layer,
    (candidate) => kernelOf(candidate) !== undefined,
    "with filters of height and width",
  );
  const { weights, shape: kernel } = kernelOf(found) as Kernel;
  const values = weights.read().dataSync();
  const all = Array.from({ length: kernel[3] }, (_, filter) => everyNth(values, kernel[3], filter));
  const rows = all.map((filterWeights, filter) => ({ filter, ...rangeOf(filterWeights) }));
  const data = { layer: found.name, kind: found.getClassName(), kernel, rows };
  return displayable(data, {
    text: () => filterTable(data),
    bundle: () => drawingBundle(drawFilters(data, all)),
  });
}

interface Kernel {
  weights: tf.LayerVariable;
  shape: [number, number, number, number];
}

/** A depthwise kernel, [height, width, channels, multiplier], is so many filters of one channel, in the same order. */
function kernelOf(layer: tf.layers.Layer): Kernel | undefined {
  const { kernel, depthwiseKernel } = layer as tf.layers.Layer &
    Partial<Record<"kernel" | "depthwiseKernel", tf.LayerVariable>>;
  const weights = depthwiseKernel ?? kernel;
  if (weights?.shape.length !== 4 || !/Conv2D$/.test(layer.getClassName())) return undefined;
  const [height, width, channels, filters] = weights.shape as Kernel["shape"];
  return {
    weights,
    shape: depthwiseKernel ? [height, width, 1, channels * filters] : [height, width, channels, filters],
  };
}

/** Every so-many-th value, from the offset on. */
function everyNth(values: ArrayLike<number>, step: number, offset: number): Float32Array {
  return Float32Array.from({ length: values.length / step }, (_, i) => values[i * step + offset] as number);
}

function drawFilters(data: Filters, all: readonly Float32Array[]) {
  const [height, width, channels, filters] = data.kernel;
  const inColour = channels === 3;
  const perFilter = inColour ? 1 : Math.min(channels, MOST.channels);
  const shown = Math.min(filters, perFilter === 1 ? MOST.filters : MOST.rows);
  const tiles = all.slice(0, shown).flatMap((weights, filter) => {
    const { least, most } = data.rows[filter] as FilterRow;
    const largest = Math.max(-least, most);
    return Array.from({ length: perFilter }, (_, channel): Tile => {
      const pixels = inColour
        ? greyAtZero(weights, largest)
        : diverging(everyNth(weights, channels, channel), largest);
      const name = perFilter === 1 ? `${filter}` : `${filter}, channel ${channel}`;
      return {
        address: pngAddress(pixels, [height, width, 3]),
        width,
        height,
        label: perFilter === 1 || channel === 0 ? `${filter}: ±${short(largest)}` : "",
        details: [`filter ${name}`, `the filter's weights: ${short(least)} to ${short(most)}`],
      };
    });
  });
  const ofChannels = inColour ? "3 channels" : shownOf(perFilter, channels, "channel");
  const notes = [
    `${shownOf(shown, filters, "filter")} of ${height}×${width} weights over ${ofChannels}. Below a filter: its largest magnitude.`,
    inColour
      ? "Red, green and blue are the channels; grey is 0, the filter's largest weight is fully bright or dark."
      : `Blue below 0, white at 0, orange above${perFilter > 1 ? "; a row for each filter, a column for each channel" : ""}.`,
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
    caption: `${layer} (${kind}): filters of ${kernel.slice(0, 3).join("×")} weights`,
  }).text;
}
