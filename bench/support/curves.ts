import { lines, type Chart } from "../../src/charts";
import { type Column, renderTable } from "../../src/notebook/table";
import { milliseconds } from "../../src/timing/show";
import type { Timed } from "./ratios";

/** How times change with one quantity. */
export interface Curves {
  /** The column that varies, and what it is called. */
  x: "batch" | "side" | "threads";
  xTitle: string;
  /** Milliseconds, and what they are of. */
  y: (row: Timed) => number;
  yTitle: string;
}

type Row = Timed & { ms: number };

/** A table with a column for each engine, and a chart for each network. */
export function curves(
  timed: readonly Timed[],
  { x, xTitle, y, yTitle }: Curves,
): { table: string; charts: Record<string, Chart> } {
  const rows = timed.map((row): Row => ({ ...row, ms: y(row) }));
  const points = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${row.network} ${row[x]}`;
    points.set(key, [...(points.get(key) ?? []), row]);
  }
  const columns: Column<Row[]>[] = [
    { title: "Network", value: ([first]) => first?.network },
    { title: xTitle, value: ([first]) => first?.[x] },
    ...different(rows, "engine").map((engine) => ({
      title: engine,
      value: (point: Row[]) => point.find((row) => row.engine === engine)?.ms,
      format: milliseconds,
    })),
  ];
  const charts = different(rows, "network").map((network) => {
    const own = rows.filter((row) => row.network === network);
    return [
      `${x}-${network}`,
      lines(own, { x, y: "ms", series: "engine", log: true, title: network, xTitle, yTitle }),
    ];
  });
  return {
    table: renderTable([...points.values()], columns, { caption: yTitle }).text,
    charts: Object.fromEntries(charts) as Record<string, Chart>,
  };
}

function different(rows: readonly Row[], column: "engine" | "network"): string[] {
  return [...new Set(rows.map((row) => row[column]))];
}
