import type * as tf from "@tensorflow/tfjs";
import { type Chart, chart } from "../charts/figure";
import { escapeText, frame, numberAxis, PLOT_WIDTH } from "../charts/layout";
import { quantity } from "../charts/quantities";
import type { Range } from "../charts/range";
import { INK, seriesStyle } from "../charts/style";
import { receptiveField, type StackLayer } from "../inspect/receptiveField";
import { imageAddress } from "../notebook/image";
import { renderTable } from "../notebook/table";
import { middleSquares, type Square } from "./fieldSquares";

export interface ReceptiveFieldPicture {
  /**
   * The layers' names. By default each layer that sees more than all before it, which takes a window of more than one pixel;
   * not those whose units all see the same, such as global pooling. Where these are more than six, the last of them at each
   * jump.
   */
  layers?: readonly string[];
  /** What lies under the squares: [height, width, 1 or 3], values in [0, 1]. Without it the image is a grid. */
  image?: tf.Tensor;
  /** Height and width of a stack's image; 224 by default. A model has its own. */
  input?: number;
}

/** Space around the image and the squares, as a share of them. */
const SPACE = 0.04;

/**
 * Draws over the image what the unit in the middle of each layer sees: a square for each layer, the deeper the larger. A
 * square that reaches beyond the image's border sees the zeros around it.
 *
 * @param network as for `receptiveField`: a model, or layers on top of each other
 * @throws RangeError if a layer is not there or its units have no place (flatten), the image has another size than the
 *   network's or values outside [0, 1], TypeError if `image` is no tensor or `layers` no list; and as `receptiveField`
 */
export function showReceptiveField(
  network: tf.LayersModel | readonly StackLayer[],
  { layers, image, input }: ReceptiveFieldPicture = {},
): Chart {
  const fields = receptiveField(network, input === undefined ? {} : { input });
  const { height, width, squares } = middleSquares(fields, layers);
  const picture = image && pictureOf(image, height, width);

  const edges = (axis: 0 | 1, side: number) => [
    -1,
    side,
    ...squares.flatMap(({ from, to }) => [from[axis], to[axis]]),
  ];
  const across = rangeAround(edges(1, width));
  const [top, bottom] = rangeAround(edges(0, height));
  const title = titleOf(fields.name, squares);
  const { layout, area } = frame({
    title,
    series: squares.map(nameOf),
    x: pixelAxis("pixels across", across, !picture),
    y: pixelAxis("pixels down", [bottom, top], !picture),
  });
  const asHigh = Math.round((PLOT_WIDTH * (bottom - top)) / (across[1] - across[0]));
  const outline = {
    type: "rect",
    x0: -0.5,
    y0: -0.5,
    x1: width - 0.5,
    y1: height - 0.5,
    line: { color: INK.line },
  };
  Object.assign(layout, {
    ...higher(layout, asHigh - area.height),
    shapes: [{ ...outline, layer: "below", ...(!picture && { fillcolor: INK.minorGrid }) }],
    ...(picture && { images: [picture] }),
  });
  return chart({ data: squares.map(trace), layout }, () => table(squares, title));
}

/** A single square has no key beside it: the title says what it is. */
function titleOf(network: string, squares: readonly Square[]): string {
  const [square, ...more] = squares;
  if (!square || more.length > 0) return `${network}: what the unit in the middle sees`;
  return `${network}: what the unit in the middle of ${square.layer} sees, ${square.size.join(" x ")} pixels`;
}

/** Lines would hide a picture's pixels; an image without one shows its own by them. */
function pixelAxis(title: string, range: Range, lines: boolean): Record<string, unknown> {
  const axis = numberAxis(quantity("pixel"), title, false, range);
  return lines ? axis : { ...axis, gridcolor: "transparent" };
}

function pictureOf(image: tf.Tensor, height: number, width: number) {
  const { address, ...size } = imageAddress("image", image);
  if (size.height !== height || size.width !== width) {
    throw new RangeError(
      `image is ${size.height} x ${size.width}, but the network takes ${height} x ${width}: resize it, for instance with ` +
        `tf.image.resizeBilinear(image, [${height}, ${width}]).`,
    );
  }
  const place = { x: -0.5, y: -0.5, sizex: width, sizey: height, xref: "x", yref: "y" };
  return { source: address, ...place, sizing: "stretch", layer: "below" };
}

function rangeAround(values: number[]): Range {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const space = (most - least) * SPACE;
  return [least - space, most + space];
}

/** A figure that is so many pixels higher, its title as far from the top as before. */
function higher(layout: Record<string, unknown>, by: number): Record<string, unknown> {
  const [height, title] = [layout["height"] as number, layout["title"] as { y: number }];
  return { height: height + by, title: { ...title, y: 1 - ((1 - title.y) * height) / (height + by) } };
}

function nameOf({ layer, size }: Square): string {
  return `${layer}: ${size.join(" x ")}`;
}

/** The square's border, around its pixels. */
function trace(square: Square, n: number): Record<string, unknown> {
  const { color, symbol } = seriesStyle(n);
  const [[top, left], [bottom, right]] = [square.from, square.to];
  const name = escapeText(nameOf(square));
  return {
    type: "scatter",
    mode: "lines+markers",
    name,
    x: [left - 0.5, right + 0.5, right + 0.5, left - 0.5, left - 0.5],
    y: [top - 0.5, top - 0.5, bottom + 0.5, bottom + 0.5, top - 0.5],
    line: { color, width: 2 },
    marker: { color, symbol, size: 8 },
    hovertemplate: `<b>${name}</b><br>rows ${top} to ${bottom}, columns ${left} to ${right}<extra></extra>`,
  };
}

function table(squares: readonly Square[], caption: string): string {
  const columns = [
    { title: "Layer", value: ({ layer }: Square) => layer },
    { title: "Unit", value: ({ unit }: Square) => unit.join(", ") },
    { title: "Receptive field", value: ({ size }: Square) => size.join(" x ") },
    { title: "Rows", value: ({ from, to }: Square) => `${from[0]} to ${to[0]}` },
    { title: "Columns", value: ({ from, to }: Square) => `${from[1]} to ${to[1]}` },
  ];
  return renderTable(squares, columns, { caption }).text;
}
