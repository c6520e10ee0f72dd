import type { ReceptiveField, ReceptiveFieldRow } from "../inspect/receptiveField";

/** The field of a layer's unit in the middle: pixels from and to, both ends in it, by axis. */
export interface Square {
  layer: string;
  size: [number, number];
  unit: [number, number];
  from: [number, number];
  to: [number, number];
}

/** A row of which all is known, of an image with height and width. */
type PlacedRow = ReceptiveFieldRow & Record<"output" | "size" | "jump" | "start", [number, number]>;

/**
 * The squares of some layers' units in the middle of the image; by default of each layer that sees more than all before it
 * and whose units do not all see the same; where these are more than six, of the last of them at each jump.
 *
 * @throws TypeError if `layers` is no list, RangeError if a layer is not there or its units have no place over the image, or the image has not two axes
 */
export function middleSquares(
  { image, rows }: ReceptiveField,
  layers?: readonly string[],
): { height: number; width: number; squares: Square[] } {
  const [height, width] = twoSides(image);
  const chosen = layers ? namesOf(layers).map((layer) => rowOf(rows, layer)) : telling(rows);
  return { height, width, squares: chosen.map((row) => middleSquare(row, [height, width])) };
}

function twoSides(sides: number[]): [number, number] {
  if (sides.length === 2) return sides as [number, number];
  throw new RangeError(
    `network takes inputs of ${sides.join(" x ")} besides the channels: give one that takes images, of a height and a width.`,
  );
}

function namesOf(layers: readonly string[]): readonly string[] {
  const given: unknown = layers; // a cell may hand in anything
  if (Array.isArray(given) && given.length > 0) return layers;
  throw new TypeError(
    `layers is ${JSON.stringify(given)}: it must be a list of layers' names, such as ["conv1", "conv2"].`,
  );
}

function rowOf(rows: readonly ReceptiveFieldRow[], layer: string): PlacedRow {
  const row = rows.find(({ name }) => name === layer);
  if (!row) {
    const names = rows.map(({ name }) => name).join(", ");
    throw new RangeError(`layers: there is no layer "${layer}". The network's layers are ${names}.`);
  }
  if (isPlaced(row)) return row;
  throw new RangeError(
    `layers: the units of "${layer}" (${row.kind}) have no place over the image. Choose a layer before it.`,
  );
}

function isPlaced(row: ReceptiveFieldRow): row is PlacedRow {
  return row.size !== null && row.start !== null;
}

/** More squares than these hide each other. */
const MOST_SQUARES = 6;

/**
 * Windows of more than one pixel see more than what is before them; activations and zeros around a map do not. Nor does it
 * tell anything where the units all see the same, as behind global pooling.
 */
function telling(rows: readonly ReceptiveFieldRow[]): PlacedRow[] {
  const most: [number, number] = [1, 1];
  const growing = rows
    .filter(isPlaced)
    .filter(({ jump }) => Math.max(...jump) > 0)
    .filter(({ size }) => {
      const sees = size.some((side, axis) => side > (most[axis] as number));
      size.forEach((side, axis) => (most[axis] = Math.max(most[axis] as number, side)));
      return sees;
    });
  return growing.length <= MOST_SQUARES ? growing : lastOfEachJump(growing);
}

function lastOfEachJump(growing: readonly PlacedRow[]): PlacedRow[] {
  return [...new Map(growing.map((row) => [row.jump.join(), row])).values()];
}

/** Of the unit whose field has its centre nearest to the image's. */
function middleSquare({ name, output, size, jump, start }: PlacedRow, image: [number, number]): Square {
  const alongAxis = (axis: 0 | 1) => {
    const nearest = jump[axis] === 0 ? 0 : Math.round(((image[axis] - 1) / 2 - start[axis]) / jump[axis]);
    const unit = Math.min(Math.max(nearest, 0), output[axis] - 1);
    const from = start[axis] + unit * jump[axis] - (size[axis] - 1) / 2;
    return { unit, from, to: from + size[axis] - 1 };
  };
  const [down, across] = [alongAxis(0), alongAxis(1)];
  return {
    layer: name,
    size,
    unit: [down.unit, across.unit],
    from: [down.from, across.from],
    to: [down.to, across.to],
  };
}
