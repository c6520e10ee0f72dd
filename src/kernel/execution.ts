import { performance } from "node:perf_hooks";
import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";
import { leaveBuiltins, takeBuiltins } from "./builtins";
import type { DeathNote } from "./death-note";
import type { Evaluator } from "./evaluator";
import type { watchFaults } from "./faults";
import type { History } from "./history/history";
import type { Stdin } from "./input/stdin";
import { endHandlesOfInterrupted } from "./interrupts/handles";
import { Cell, interruptCellsUntilNow } from "./output/cell";
import { closeGroups } from "./output/console";
import { bundleOf } from "./output/display";
import type { ExecuteReply, ExecuteRequest, Message } from "./protocol";
import { codeOf } from "./session";
import { Interrupted, failureOf } from "./tracebacks/failure";

export interface Surroundings {
  evaluator: Evaluator;
  faults: ReturnType<typeof watchFaults>;
  deathNote: DeathNote;
  /** Waits for what cells have left running; where that takes too long, the cell says so. */
  leftRunning: (cell: Cell) => Promise<void>;
  history: History;
  stdin: Stdin;
  /** Waits until no code reads `process.stdin`. */
  stdinUnread: () => Promise<void>;
  /** Tells the clients something that belongs to a request. */
  publish: (request: Message, type: string, content: object) => void;
  /** Whether another request waits for this one's end. */
  isNextQueued: () => boolean;
  /** Has the execute requests that have arrived by now answered with `aborted`. */
  abortQueued: () => void;
}

/** An interrupt so soon after another is a second press of the same button. */
const samePressMs = 1000;

/** Executes cells as `execute_request` asks for it. */
export function createExecution(surroundings: Surroundings) {
  const { evaluator, faults, deathNote, history, stdin, publish } = surroundings;
  let news = deathNote.ofPredecessor;
  let count = 0;
  let current: Cell | undefined;
  let interruptedAt = -Infinity;

  async function execute(request: Message<ExecuteRequest>): Promise<ExecuteReply> {
    const { silent, stop_on_error, store_history, user_expressions } = request.content;
    const code = codeOf(request);
    const stored = !silent && (store_history ?? true);
    if (stored) history.add(++count, code);

    const cell = new Cell(stored ? `Cell [${count}]` : "Cell [*]", request, (type, content) => {
      if (!silent) publish(request, type, content);
    });
    current = cell;
    cell.publish("execute_input", { code, execution_count: count });
    if (news !== undefined && !silent) {
      cell.write("stderr", news);
      news = undefined;
    }
    deathNote.write(cell.label);
    const { thrown, shown } = await run(cell, code);
    if (stored && shown !== undefined) history.addOutput(shown);
    const late = silent ? undefined : faults.takeLate(); // the next cell's that is seen
    const [failure] = [...thrown, ...(late ? [late] : [])].map((reason) => cell.fail(reason));
    const expressions = failure ? {} : await evaluateAll(user_expressions ?? {}, request);
    cell.end();
    deathNote.write();
    current = undefined;
    closeGroups();

    if (!failure) return { status: "ok", execution_count: count, user_expressions: expressions, payload: [] };
    // Nobody saw why, if a silent one failed: an extension's request must not cost a user's cells their run.
    if (!silent && (stop_on_error ?? true)) surroundings.abortQueued();
    return { status: "error", execution_count: count, ...failure };
  }

  /** Runs a cell and shows its result; returns why it has failed, and the text that was shown. */
  async function run(cell: Cell, code: string): Promise<{ thrown: unknown[]; shown?: string }> {
    const thrown: unknown[] = [];
    let shown: string | undefined;
    try {
      const value = await mayAsk(cell, evaluator.run(cell, code));
      await settle();
      if (value !== undefined && cell.faults.size === 0) {
        const data = await mayAsk(
          cell,
          evaluator.show(cell, () => bundleOf(value)),
        );
        cell.publish("execute_result", { execution_count: count, data, metadata: {} });
        shown = String(data["text/plain"]);
      }
      if (cell.faults.size === 0 && isLastWord(cell)) {
        await evaluator.waitFor(cell, surroundings.leftRunning(cell));
      }
    } catch (error) {
      thrown.push(error);
      await settle();
    }
    if (cell.interrupted && thrown.length === 0) thrown.push(new Interrupted()); // what it left behind was
    return { thrown: [...thrown, ...cell.faults.values()], shown };
  }

  /**
   * Whether nobody may see what fails after the reply to this cell. A client that takes no questions runs cells for
   * nobody, and one that has queued none behind this one may have no other: what fails later it would not hear of.
   */
  function isLastWord({ request }: Cell): boolean {
    return (request.content as ExecuteRequest).allow_stdin === false && !surroundings.isNextQueued();
  }

  /** A cell's code has come to its end when it reads no more; what it has asked its user besides is withdrawn then. */
  async function mayAsk<T>(cell: Cell, work: Promise<T>): Promise<T> {
    try {
      const value = await work;
      await evaluator.waitFor(cell, surroundings.stdinUnread());
      return value;
    } finally {
      stdin.withdraw();
    }
  }

  async function evaluateAll(expressions: Record<string, string>, request: Message) {
    const results: Record<string, unknown> = {};
    for (const [name, expression] of Object.entries(expressions)) {
      const cell = new Cell(`user_expressions.${name}`, request, () => undefined);
      try {
        const data = await bundleOf(await mayAsk(cell, evaluator.run(cell, expression)));
        results[name] = { status: "ok", data, metadata: {} };
      } catch (error) {
        results[name] = { status: "error", ...failureOf(error) };
      }
    }
    return results;
  }

  return {
    execute,
    /** Ends the cell that is executed, wherever that is; without one, what cells have left running. */
    interrupt(): void {
      const pressed = performance.now();
      if (!current && pressed - interruptedAt > samePressMs) interruptCellsUntilNow();
      interruptedAt = pressed;
      current?.interrupt();
      evaluator.interrupt();
      endHandlesOfInterrupted();
    },
    /** The reply to a request that an earlier cell's failure has overtaken: it has no number, as it has never run. */
    aborted: (): ExecuteReply => ({ status: "aborted" }),
  };
}

/** Lets what the cell has left behind fail now: promises that it dropped, timers that are due. */
async function settle(): Promise<void> {
  const due = delay(2);
  leaveBuiltins();
  await due;
  takeBuiltins();
  await nextTurn();
}
