/** Random cells in one kernel, held against an oracle: what they print and show, how they fail, what they leave declared. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Answer, resultText, session, streamText } from "../support/kernel";
import { type DrawnCell, drawCells } from "../support/randomCells/cells";
import { type Outcome, createOracle } from "../support/randomCells/oracle";

const seeds = [2, 13];
const cellsOfSeed = 40;

interface Trial {
  cell: DrawnCell;
  /** Nothing where TypeScript is to refuse the cell. */
  expected: Outcome | undefined;
}

const noOutcome: Outcome = { printed: "", declared: new Set(), error: { name: "refused", message: "" } };

async function trialsOf(seed: number): Promise<Trial[]> {
  const cells = drawCells(seed);
  const run = createOracle();
  const trials: Trial[] = [];
  let outcome = noOutcome;
  while (trials.length < cellsOfSeed) {
    const cell = cells.next(outcome).value;
    const expected = cell.refused ? undefined : await run(cell.code);
    trials.push({ cell, expected });
    outcome = expected ?? noOutcome;
  }
  return trials;
}

/** V8 words its own errors by the code that it runs, which is not the cell's: of those the name is compared alone. */
function comparable({ printed, result, error }: Omit<Outcome, "declared">) {
  const failure = error && (error.message === "half" ? `${error.name}: half` : error.name);
  return { printed, result, failure };
}

function seen(answer: Answer): Omit<Outcome, "declared"> {
  const { status, ename, evalue } = answer.reply;
  const result = resultText(answer) as string | undefined;
  return {
    printed: streamText(answer, "stdout"),
    ...(result === undefined ? {} : { result }),
    ...(status === "ok" ? {} : { error: { name: String(ename), message: String(evalue) } }),
  };
}

describe("random cells mean what they say", () => {
  for (const seed of seeds) {
    test(`seed ${seed}`, async () => {
      const trials = await trialsOf(seed);
      const codes = trials.map(({ cell }) => cell.code);
      const { requests } = await session([{ execute: codes, stop_on_error: false }]);
      for (const [index, { cell, expected }] of trials.entries()) {
        const answer = requests[index] as Answer;
        const where = `seed ${seed}, cell ${index + 1}:\n${cell.code}\n`;
        const traceback = ((answer.reply["traceback"] as string[] | undefined) ?? []).join("\n");
        if (expected === undefined) assert.match(traceback, cell.refused as RegExp, where);
        else assert.deepEqual(comparable(seen(answer)), comparable(expected), `${where}${traceback}`);
      }
    });
  }
});
