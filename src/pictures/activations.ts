import * as tf from "@tensorflow/tfjs";
import { usable } from "../inspect/usable";
import { type Displayable, displayable } from "../notebook/display";
import { renderTable } from "../notebook/table";
import { drawingBundle } from "./drawing";
import { findLayer } from "./findLayer";
import { greyBetween, pngAddress, rangeOf, short, shownOf } from "./pixels";
import { drawTiles } from "./tiles";

/** What one feature map holds. */
export interface MapRow {
  map: number;
  least: number;
  most: number;
  mean: number;
}

/** A layer's feature maps for one image. */
export interface Activations {
  layer: string;
  kind: string;
  /** [height, width, maps] */
  shape: [number, number, number];
  rows: MapRow[];
}

const MOST_MAPS = 64;

/**
 * The feature maps that a layer makes of one image, as small grey pictures: each from black at its own least value to
 * white at its own most, which stand below it. A map of one value is black.
 *
 * @param image [height, width, channels] or [1, height, width, channels]; it stays the caller's
 * @param layer a layer's name; by default the first convolution
 * @returns range and mean of each map
 * @throws RangeError if there is no such layer, it makes no maps, or the image is not of the model's input shape;
 *   TypeError if `model` is no model, `image` no tensor or `layer` no name
 */
export function showActivations(
  model: tf.LayersModel,
  image: tf.Tensor,
  layer?: string,
): Activations & Displayable {
  usable(model);
  const found =
    layer === undefined
      ? findLayer(model, layer, isConvolution, "that convolves")
      : findLayer(model, layer, makesMaps, "that makes maps of height and width");
  const sides = imageShape(model, image);
  const part = tf.model({ inputs: model.inputs, outputs: found.getOutputAt(0) });
  const { values, shape } = tf.tidy(() => {
    const maps = (part.predict(image.reshape([1, ...sides])) as tf.Tensor4D).squeeze<tf.Tensor3D>([0]);
    return { shape: maps.shape, values: maps.transpose([2, 0, 1]).dataSync() as Float32Array };
  });
  const [height, width, count] = shape;
  const all = Array.from({ length: count }, (_, map) =>
    values.subarray(map * height * width, (map + 1) * height * width),
  );
  const rows = all.map((map, i) => ({ map: i, ...rangeOf(map) }));
  const data = { layer: found.name, kind: found.getClassName(), shape, rows };
  return displayable(data, {
    text: () => mapTable(data),
    bundle: () => drawingBundle(drawMaps(data, all)),
  });
}

function isConvolution(layer: tf.layers.Layer): boolean {
  return makesMaps(layer) && /Conv/.test(layer.getClassName());
}

function makesMaps(layer: tf.layers.Layer): boolean {
  const [node] = layer.inboundNodes;
  return node?.outputTensors[0]?.shape.length === 4;
}

/** The image's shape without a batch, if the model takes one such image. */
function imageShape(model: tf.LayersModel, image: tf.Tensor): number[] {
  const given: unknown = image;
  if (!(given instanceof tf.Tensor))
    throw new TypeError("image: not a tensor. Give for instance noiseImage([224, 224, 3]).");
  const expected = model.inputs.map(({ shape }) => shape.slice(1));
  const [sizes, ...more] = expected;
  if (!sizes || more.length > 0) {
    throw new RangeError(
      `model: "${model.name}" takes ${expected.length} inputs. Give a model that takes one image.`,
    );
  }
  const shape = image.shape.length === sizes.length ? image.shape : image.shape.slice(1);
  const fits =
    image.size === image.shape.slice(-sizes.length).reduce((a, b) => a * b, 1) &&
    shape.length === sizes.length;
  if (!fits || sizes.some((size, i) => size !== null && size !== shape[i])) {
    throw new RangeError(
      `image: shape [${image.shape.join(", ")}], but the model takes one of [${sizes.map((size) => size ?? "None").join(", ")}].`,
    );
  }
  return shape;
}

function drawMaps(data: Activations, all: readonly Float32Array[]) {
  const [height, width, count] = data.shape;
  const shown = Math.min(count, MOST_MAPS);
  const tiles = all.slice(0, shown).map((map, i) => {
    const { least, most, mean } = data.rows[i] as MapRow;
    return {
      address: pngAddress(greyBetween(map, least, most), [height, width, 1]),
      width,
      height,
      label: `${i}: ${short(least)} … ${short(most)}`,
      details: [`map ${i}`, `${short(least)} to ${short(most)}`, `mean ${short(mean)}`],
    };
  });
  const notes = [
    `${shownOf(shown, count, "map")} of ${height}×${width} values.`,
    "Each from black at its least value to white at its most, which stand below it.",
  ];
  return drawTiles(`${data.layer}: activations`, notes, tiles);
}

function mapTable({ layer, kind, shape, rows }: Activations): string {
  const columns = [
    { title: "Map", value: ({ map }: MapRow) => map },
    { title: "Least", value: ({ least }: MapRow) => least },
    { title: "Most", value: ({ most }: MapRow) => most },
    { title: "Mean", value: ({ mean }: MapRow) => mean },
  ];
  return renderTable(rows, columns, {
    caption: `${layer} (${kind}): maps of ${shape.slice(0, 2).join("×")} values`,
  }).text;
}
