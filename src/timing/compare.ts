import * as tf from "@tensorflow/tfjs";
import { requireEngine } from "../engines";
import { cost } from "../inspect/cost";
import { summary } from "../inspect/summary";
import type { Displayable } from "../notebook/display";
import { progressBar } from "../notebook/progress";
import type { Column } from "../notebook/table";
import { inGroups, weightBudget, type NamedSource, type Source } from "./groups";
import { protocol, type TimeOptions, type Timing } from "./protocol";
import { timeColumns, withTable } from "./show";
import { runsEach, takeTurns } from "./turns";

/** What a network costs and how long it takes. */
export interface ComparisonRow extends Timing {
  params: number;
  trainable: number;
  nonTrainable: number;
  /** Multiply-adds of one run, so of the whole batch. */
  macs: number;
}

/**
 * Times several networks by turns, with a progress bar.
 *
 * @param models by name, or a list whose names are the models' own. A network can be given as a function that builds
 *   it: then as many as fit are in memory together, and they are disposed afterwards. Those that do not fit are timed
 *   after them, on machines with less than 8 GB one at a time: what drifts may meet one group and not the next. A model
 *   that was there before `compare` called the function, or that has weights of such a one, is not disposed.
 * @param options as for `time`
 * @returns a row for each network, in the order given; shows itself as a table
 * @throws as `time` does, TypeError if `models` is no list of networks and RangeError if it is empty
 */
export async function compare(
  models: Record<string, Source> | readonly Source[],
  options: TimeOptions = {},
): Promise<ComparisonRow[] & Displayable> {
  const how = protocol("compare", options);
  if (options.engine !== undefined) requireEngine(options.engine);
  const sources = named(models);
  if (sources.length === 0) throw new RangeError("models is empty: give at least one network.");

  const progress = progressBar(sources.length * runsEach(how), "Timing");
  try {
    const rows = await inGroups(sources, weightBudget(), async (group) => {
      const counts: Counts[] = [];
      const counted = function* () {
        for (const entry of group) {
          counts.push(countsOf(entry.model, how.batch));
          yield entry;
        }
      };
      const timings = await takeTurns(counted(), how, (next) => progress.advance(next));
      return timings.map((timing, i) => ({ ...timing, ...counts[i] }) as ComparisonRow);
    });
    return withTable(rows, rows, columns);
  } finally {
    progress.done();
  }
}

const columns: Column<ComparisonRow>[] = [
  { title: "Network", value: ({ name }) => name },
  { title: "Parameters", value: ({ params }) => params },
  { title: "MACs", value: ({ macs }) => macs },
  ...timeColumns,
];

function named(models: Record<string, Source> | readonly Source[]): NamedSource[] {
  const given: unknown = models; // a cell may hand in anything
  if (typeof given !== "object" || given === null || given instanceof tf.LayersModel) {
    throw new TypeError("models is not a list of networks: give [model, …] or { name: model, … }.");
  }
  return isList(models)
    ? models.map((source) => ({ source }))
    : Object.entries(models).map(([name, source]) => ({ name, source }));
}

/** `Array.isArray` does not know read-only arrays. */
function isList(models: Record<string, Source> | readonly Source[]): models is readonly Source[] {
  return Array.isArray(models);
}

type Counts = Pick<ComparisonRow, "params" | "trainable" | "nonTrainable" | "macs">;

function countsOf(model: tf.LayersModel, batch: number): Counts {
  const { params, trainable, nonTrainable } = summary(model).totals;
  return { params, trainable, nonTrainable, macs: cost(model, { batch }).totals.macs };
}
