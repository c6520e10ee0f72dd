import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Column, renderTable } from "../../src/notebook/table";
import type { Goal } from "./goals";
import { reports, times, verdict } from "./report";

/** The benchmarks that have goals besides the main one, and of what. */
const benchmarks = {
  fused: "batch norm fused",
  precision: "int8",
  assignment: "the whole assignment",
  training: "a training step",
  load: "loading",
  networks: "time by arithmetic",
};

interface Row extends Partial<Goal> {
  what: string;
  from: string;
}

const columns: Column<Row>[] = [
  { title: "Medians, of other benchmarks", value: ({ what }) => what },
  { title: "here", value: ({ value }) => value, format: times },
  {
    title: "goal",
    value: ({ value, goal }) => (value !== undefined && goal === undefined ? "none" : goal && `≤ ${goal}`),
    align: "right",
  },
  {
    title: "",
    value: ({ value, goal }) => (value !== undefined && goal !== undefined ? verdict({ value, goal }) : ""),
  },
  { title: "Measured", value: ({ from }) => from },
];

/** What the other benchmarks' last reports here have reached, and which there are none of. */
export function otherTargets(folder = reports): string {
  const rows = Object.entries(benchmarks).flatMap(([name, what]): Row[] => {
    const file = join(folder, `${name}.json`);
    if (!existsSync(file)) return [{ what, from: `not yet: npm run bench -- ${name}` }];
    const { goals = [], laws = [] } = JSON.parse(readFileSync(file, "utf8")) as Partial<Reported>;
    const date = statSync(file).mtime.toISOString().slice(0, 10);
    return [
      ...goals.map((goal) => ({ ...goal, from: date })),
      ...laws.map(({ over, exponent }) => ({
        what: `time ~ MACs^exponent, over ${over}`,
        value: exponent,
        from: date,
      })),
    ];
  });
  return renderTable(rows, columns).text;
}

/** As much of a report as is read here. */
interface Reported {
  goals: Goal[];
  laws: { over: string; exponent: number }[];
}
