import type { Mask } from "../../masks";
import type { Operand } from "../../operand";
import type { Scope } from "../../scope";
import { type Cell, statesOf } from "./cells";
import type { Ran } from "./layer";
import { scanned } from "./loop";
import { expressible, withOperator } from "./operators";

/** A cell led along a sequence. */
export interface Run {
  cell: Cell;
  /** batch x time x features */
  x: Operand;
  /** What to begin with; zeros if undefined */
  states: readonly Operand[] | undefined;
  /** At steps that do not count the cell keeps its states. */
  mask: Mask | undefined;
  /** From the last step to the first */
  backwards: boolean;
  scope: Scope;
}

/** One cell, or several of which each takes the outputs of the one before it. TF.js lists the states of the last one first. */
export function run(cells: readonly Cell[], { x, states, scope, ...how }: Omit<Run, "cell">): Ran {
  const given = cells.map((_, i) => states?.slice(...placeOfStates(cells, i)));
  const after: Ran[] = [];
  for (const [i, cell] of cells.entries()) {
    after.push(
      runOne({
        ...how,
        cell,
        x: after.at(-1)?.sequence() ?? x,
        states: given[i],
        scope: cells.length > 1 ? scope.part(`cell_${i + 1}`) : scope,
      }),
    );
  }
  const { sequence } = after.at(-1) as Ran;
  return { sequence, states: after.reverse().flatMap(({ states }) => states) };
}

function placeOfStates(cells: readonly Cell[], place: number): [from: number, to: number] {
  const from = cells.slice(place + 1).reduce((count, { kind }) => count + statesOf[kind], 0);
  return [from, from + statesOf[(cells[place] as Cell).kind]];
}

function runOne(run: Run): Ran {
  return run.mask === undefined && expressible(run.cell) ? withOperator(run) : scanned(run);
}
