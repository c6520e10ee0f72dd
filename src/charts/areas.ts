import { type Choice, numbers, pick } from "./columns";
import { escapeText, FONT_SIZE, type Key } from "./layout";
import { quantity } from "./quantities";
import { INK } from "./style";
import { OTHER_FONT, textWidth } from "./textMetrics";

/** Of the largest marker, in pixels. */
const LARGEST = 40;
/** A smaller marker could hardly be seen; from here on areas say too much. */
const SMALLEST = 4;
/** Free space at both ends of the axes, as a share: the largest markers and their labels do not touch the border. */
const PADDING = 0.15;
const GAP = 10;

/** Markers whose areas stand for a column's numbers. */
export interface Areas {
  column: string;
  /** Of each row's marker, in pixels. */
  diameters: number[];
  /** plotly's attributes for the markers of the rows at the indices. */
  marker: (indices: readonly number[]) => Record<string, unknown>;
  /** The indices with the largest markers first, so that none is drawn over a smaller one. */
  largestFirst: (indices: readonly number[]) => number[];
  padding: number;
  /** A line of the text at the mouse. */
  hover: string;
  key: Key;
}

/** @throws RangeError if a row has no finite number above 0 in the column */
export function areas(rows: readonly object[], column: string): Areas {
  const values = positive(rows, { option: "area", column });
  const most = Math.max(...values);
  const { title, hoverformat } = quantity(column);
  return {
    column,
    diameters: values.map((value) => diameter(value, most)),
    marker: (indices) => ({
      symbol: "circle",
      size: pick(values, indices),
      sizemode: "area",
      sizeref: (2 * most) / LARGEST ** 2,
      sizemin: SMALLEST / 2,
      opacity: 0.6,
      line: { color: INK.text, width: 1 },
    }),
    largestFirst: (indices) => [...indices].sort((a, b) => (values[b] as number) - (values[a] as number)),
    padding: PADDING,
    hover: `${escapeText(title)}: %{marker.size:${hoverformat}}`,
    key: key(most, title),
  };
}

function positive(rows: readonly object[], choice: Choice): number[] {
  const values = numbers(rows, choice);
  const i = values.findIndex((value) => value <= 0);
  if (i < 0) return values;
  throw new RangeError(
    `rows[${i}].${choice.column} is ${values[i]}, and only what is above 0 has an area. Leave such rows out.`,
  );
}

function diameter(value: number, most: number): number {
  return Math.max(SMALLEST, LARGEST * Math.sqrt(value / most));
}

/** Says what areas mean: round numbers beside circles of their areas. */
function key(most: number, title: string): Key {
  const samples = roundNumbers(most);
  const height = diameter(Math.max(...samples), most) + GAP;
  const shapes: Key["shapes"] = [];
  const annotations: Key["annotations"] = [];
  let left = 0;
  const write = (text: string) => {
    const across = { xref: "paper", x: 0, xanchor: "left", xshift: left };
    const up = { yref: "paper", y: 1, yanchor: "middle", yshift: height / 2 };
    annotations.push({ ...across, ...up, text: escapeText(text), showarrow: false });
    left += textWidth(text, FONT_SIZE) * OTHER_FONT + GAP;
  };
  write(`area: ${title}`);
  for (const sample of samples) {
    const size = diameter(sample, most);
    const [bottom, top] = [(height - size) / 2, (height + size) / 2];
    const across = { xref: "paper", xanchor: 0, xsizemode: "pixel", x0: left, x1: left + size };
    const up = { yref: "paper", yanchor: 1, ysizemode: "pixel", y0: bottom, y1: top };
    shapes.push({ type: "circle", ...across, ...up, line: { color: INK.line, width: 1 } });
    left += size + GAP / 2;
    write(withPrefix(sample));
  }
  return { height, shapes, annotations };
}

/** 1, 2 or 5 with zeros: the largest that is not above `most`, before it up to two, each at most a quarter of the next. */
function roundNumbers(most: number): number[] {
  const decade = Math.floor(Math.log10(most));
  const candidates = [0, 1, 2].flatMap((below) =>
    [5, 2, 1].map((digit) => Number(`${digit}e${decade - below}`)),
  );
  const chosen: number[] = [];
  for (const candidate of candidates) {
    if (candidate <= Math.min(most, (chosen[0] ?? Infinity) / 4) && chosen.length < 3)
      chosen.unshift(candidate);
  }
  return chosen;
}

/** 5000000 → "5M", as on plotly's axes. */
function withPrefix(value: number): string {
  const thousands = Math.min(4, Math.max(0, Math.floor(Math.log10(value) / 3)));
  return `${Number((value / 1000 ** thousands).toPrecision(3))}${["", "k", "M", "G", "T"][thousands]}`;
}
