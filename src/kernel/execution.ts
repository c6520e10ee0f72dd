import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";
import { inspect } from "node:util";
import { Cell } from "./cell";
import { closeGroups } from "./console";
import { bundleOf } from "./display";
import type { Evaluator } from "./evaluator";
import type { watchFaults } from "./faults";
import type { History } from "./history/history";
import type { ExecuteReply, ExecuteRequest, Failure, Message } from "./protocol";
import type { Stdin } from "./stdin";
import { Interrupted, failureOf } from "./tracebacks/failure";

export interface Surroundings {
  evaluator: Evaluator;
  faults: ReturnType<typeof watchFaults>;
  history: History;
  stdin: Stdin;
  /** Tells the clients something that belongs to a request. */
  publish: (request: Message, type: string, content: object) => void;
  /** Has the execute requests that have arrived by now answered with `aborted`. */
  abortQueued: () => void;
}

/** Executes cells as `execute_request` asks for it. */
export function createExecution(surroundings: Surroundings) {
  const { evaluator, faults, history, stdin, publish, abortQueued } = surroundings;
  let count = 0;

  async function execute(request: Message<ExecuteRequest>): Promise<ExecuteReply> {
    const { code, silent = false, stop_on_error = true, user_expressions = {} } = request.content;
    if (typeof code !== "string") {
      throw new TypeError(`execute_request: code must be text, not ${inspect(code)}.`);
    }
    const stored = !silent && (request.content.store_history ?? true);
    if (stored) history.add(++count, code);

    const cell = new Cell(stored ? `Cell [${count}]` : "Cell [*]", request, (type, content) => {
      if (!silent) publish(request, type, content);
    });
    cell.publish("execute_input", { code, execution_count: count });
    const { failures, shown } = await run(cell, code);
    if (stored && shown !== undefined) history.addOutput(shown);
    for (const failure of failures) cell.publish("error", failure);
    const expressions = failures.length > 0 ? {} : await evaluateAll(user_expressions, request);
    cell.end();
    closeGroups();

    const [failure] = failures;
    if (!failure) return { status: "ok", execution_count: count, user_expressions: expressions, payload: [] };
    if (stop_on_error) abortQueued();
    return { status: "error", execution_count: count, ...failure };
  }

  /** Runs a cell and shows its result; returns what failed, and the text that was shown. */
  async function run(cell: Cell, code: string): Promise<{ failures: Failure[]; shown?: string }> {
    const thrown: unknown[] = [];
    let shown: string | undefined;
    try {
      const value = await mayAsk(evaluator.run(cell, code));
      await settle();
      if (value !== undefined && cell.faults.length === 0) {
        const data = await mayAsk(evaluator.show(cell, () => bundleOf(value)));
        cell.publish("execute_result", { execution_count: count, data, metadata: {} });
        shown = String(data["text/plain"]);
      }
    } catch (error) {
      thrown.push(error);
      await settle();
    }
    if (cell.interrupted && thrown.length === 0) thrown.push(new Interrupted()); // what it left behind was
    thrown.push(...cell.faults.map(({ reason }) => reason));
    const late = faults.takeLate();
    if (late) thrown.push(late);
    return { failures: thrown.map(failureOf), shown };
  }

  /** What a cell's code asks its user is withdrawn when that code has come to its end. */
  async function mayAsk<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } finally {
      stdin.withdraw();
    }
  }

  async function evaluateAll(expressions: Record<string, string>, request: Message) {
    const results: Record<string, unknown> = {};
    for (const [name, expression] of Object.entries(expressions)) {
      const cell = new Cell(`user_expressions.${name}`, request, () => undefined);
      try {
        const data = await bundleOf(await mayAsk(evaluator.run(cell, expression)));
        results[name] = { status: "ok", data, metadata: {} };
      } catch (error) {
        results[name] = { status: "error", ...failureOf(error) };
      }
    }
    return results;
  }

  return {
    execute,
    /** The reply to a request that an earlier cell's failure has overtaken. */
    aborted: (): ExecuteReply => ({ status: "aborted", execution_count: count }),
  };
}

/** Lets what the cell has left behind fail now: promises that it dropped, timers that are due. */
async function settle(): Promise<void> {
  await delay(2);
  await nextTurn();
}
