import { type Displayable, displayable } from "../notebook/display";
import { drawSvg } from "./plotlySvg";

/** A plotly figure, as plotly.js and the Python package take it. */
export interface Figure {
  data: Record<string, unknown>[];
  layout: Record<string, unknown>;
}

/**
 * A plotly figure that shows itself: interactive where plotly.js is at hand, else as a picture, in a terminal as the
 * table of what it plots. Change `data` and `layout` as you like before the cell ends on it.
 */
export type Chart = Figure & Displayable;

/** Gives a figure its views. */
export function chart(figure: Figure, table: () => string): Chart {
  return displayable(figure, {
    text: table,
    bundle: async () => ({
      "application/vnd.plotly.v1+json": { data: figure.data, layout: figure.layout },
      "image/svg+xml": await drawSvg(figure),
    }),
  });
}
