/** Free space at both ends of an axis, as a share of it: markers and their labels do not touch the border. */
export const PADDING = 0.08;

/** The range of a number axis; of a log axis its logarithms, as plotly has it. */
export type Range = [number, number];

/** A range with some space around the values. It does not go below 0 if no value does. */
export function paddedRange(values: readonly number[], log: boolean, padding = PADDING): Range {
  const scaled = log ? values.map(Math.log10) : values;
  const least = Math.min(...scaled);
  const most = Math.max(...scaled);
  const space = (most - least) * padding || (log ? 0.5 : Math.abs(most) * 0.5 || 1);
  if (log) return toLabels([least - space, most + space]);
  return [least >= 0 ? Math.max(0, least - space) : least - space, most + space];
}

/** Lengthens a log axis to the next 1, 2 or 5 where it is near: more of its labels can be seen. */
function toLabels([from, to]: Range): Range {
  const near = (to - from) / 10;
  const marks = [0, Math.log10(2), Math.log10(5), 1];
  const below = Math.floor(from) + Math.max(...marks.filter((mark) => mark <= from - Math.floor(from)));
  const above = Math.floor(to) + Math.min(...marks.filter((mark) => mark >= to - Math.floor(to)));
  return [from - below < near ? below : from, above - to < near ? above : to];
}

/** Where a value lies on an axis that is so many pixels long. */
export function position(value: number, [from, to]: Range, log: boolean, pixels: number): number {
  return (((log ? Math.log10(value) : value) - from) / (to - from)) * pixels;
}
