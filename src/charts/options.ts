import { quantity } from "./quantities";

/** The names of the columns that all rows of a type have. */
export type ColumnOf<Row> = keyof Row & string;

/** What all charts take. */
export interface ChartOptions<Row> {
  /** The column along the horizontal axis. */
  x: ColumnOf<Row>;
  /** The column of numbers along the vertical axis. */
  y: ColumnOf<Row>;
  /** The column that tells series apart, each with its colour and its shape. */
  series?: ColumnOf<Row>;
  title?: string;
  /** Axis titles, with units; the columns of this module's own results have theirs. */
  xTitle?: string;
  yTitle?: string;
}

/** The names in ChartOptions. */
export const chartOptions = ["x", "y", "series", "title", "xTitle", "yTitle"] as const;

/** The titles that the axes get. */
export function axisTitles<Row>({ x, y, xTitle, yTitle }: ChartOptions<Row>): { x: string; y: string } {
  return { x: xTitle ?? quantity(x).title, y: yTitle ?? quantity(y).title };
}
