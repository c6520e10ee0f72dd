import { wholeNumber } from "../arguments/checks";
import { place } from "./placement";
import type { Padding } from "./outputSize";

/*
 * Receptive fields along one axis, by the recurrence of Araujo, Norris and Sim 2019, "Computing Receptive Fields of
 * Convolutional Neural Networks" (doi:10.23915/distill.00021), from the image to the output.
 */

/** What the units of one tensor see of the image, along one axis: unit i sees `size` pixels from `first` + i · `jump` on. */
export interface Field {
  /** The number of units. */
  units: number;
  size: number;
  /** Pixels from one unit's field to the next one's; 0 where all see the same. */
  jump: number;
  /** The first pixel that unit 0 sees; below 0 it lies in the padding. */
  first: number;
}

/** One layer's window along one axis. */
export interface FieldWindow {
  kernel: number;
  stride: number;
  padding: Padding;
  dilation: number;
}

/** Each pixel sees itself. */
export function pixels(units: number): Field {
  return { units, size: 1, jump: 1, first: 0 };
}

/** @throws RangeError when the kernel is larger than its padded input or a size is not a whole number in range */
export function through(field: Field, { kernel, stride, padding, dilation }: FieldWindow): Field {
  const reach = (wholeNumber("kernel", kernel) - 1) * wholeNumber("dilation", dilation) + 1;
  const { output, before } = place({ input: field.units, kernel: reach, stride, padding });
  return {
    units: output,
    size: field.size + (reach - 1) * field.jump,
    jump: field.jump * stride,
    first: field.first - before * field.jump,
  };
}

/** With units added before and after, or taken away (below 0). */
export function padded(field: Field, before: number, after: number): Field {
  return { ...field, units: field.units + before + after, first: field.first - before * field.jump };
}

/** One unit that sees what all of them see. */
export function whole({ units, size, jump, first }: Field): Field {
  return { units: 1, size: size + (units - 1) * jump, jump: 0, first };
}

/**
 * Units that see what the units of several tensors at their place see: the smallest field that holds them all. A single
 * unit stands at every place of the others.
 *
 * @returns null where fields move over the image at different speeds, so that the union has no one size
 */
export function union(fields: readonly Field[]): Field | null {
  const units = Math.max(...fields.map((field) => field.units));
  const spread = fields.map((field) => (field.units < units ? { ...field, jump: 0 } : field));
  const jumps = new Set(spread.map(({ jump }) => jump));
  // Beside a field that stands still, such as the whole image of a squeeze-and-excitation, each unit is given it all.
  const still = jumps.has(0) && jumps.size > 1;
  if (jumps.size > 1 && !still) return null;
  const parts = still ? spread.map((field) => (field.jump === 0 ? field : whole(field))) : spread;
  const first = Math.min(...parts.map((field) => field.first));
  const end = Math.max(...parts.map((field) => field.first + field.size));
  return { units, size: end - first, jump: still ? 0 : (parts[0] as Field).jump, first };
}
