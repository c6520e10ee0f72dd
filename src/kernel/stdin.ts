import type { Cell } from "./cell";
import { currentCell } from "./outputs";
import type { ExecuteRequest, InputRequest, Message } from "./protocol";
import { Interrupted } from "./tracebacks/failure";

interface Question {
  cell: Cell;
  content: InputRequest;
  /** Of the message that asked; undefined while another question comes first. */
  id?: string;
  resolve: (answer: string) => void;
  withdraw: () => void;
}

export type Stdin = ReturnType<typeof createStdin>;

/**
 * Puts the questions of cells to whoever runs them, one at a time: not every client tells which one it answers.
 *
 * @param send asks the client that sent `request`; returns the id of the message
 */
export function createStdin(send: (request: Message, content: InputRequest) => string) {
  let questions: Question[] = [];

  function putFirst(): void {
    const [first] = questions;
    if (first) first.id ??= send(first.cell.request, first.content);
  }

  return {
    /** @throws Error when the client of `cell` takes no questions, or the cell has ended */
    async ask(cell: Cell | undefined, content: InputRequest): Promise<string> {
      if (!cell?.running) {
        throw new Error("input() came too late: its cell has ended. Wait for it there: await input(…)");
      }
      if (!(cell.request.content as ExecuteRequest).allow_stdin) {
        throw new Error(
          "input() has nobody to ask: this client takes no questions (allow_stdin is false). " +
            "Write the value into the cell, or run it where someone can answer, as in JupyterLab.",
        );
      }
      return new Promise((resolve, reject) => {
        if (cell.interrupted) return; // it may ask again whenever it is refused
        const unanswered = new Error(
          "input() was not answered: its cell has ended. Wait for it there: await input(…)",
        );
        questions.push({
          cell,
          content,
          resolve,
          withdraw: () => reject(cell.interrupted ? new Interrupted() : unanswered),
        });
        putFirst();
      });
    },

    /** @param replyTo the message that is answered, where the client tells */
    answer(value: string, replyTo?: string): void {
      const [first] = questions;
      if (!first || (replyTo !== undefined && replyTo !== first.id)) return; // to a question that was withdrawn
      questions.shift();
      first.resolve(value);
      putFirst();
    },

    /** Rejects the questions that are open when their cell ends. */
    withdraw(): void {
      const open = questions;
      questions = [];
      for (const question of open) question.withdraw();
    },
  };
}

/** Gives cells the function that globals.d.ts tells them of. */
export function installInput(stdin: Stdin): void {
  const input: typeof globalThis.input = (prompt = "", { password = false } = {}) =>
    stdin.ask(currentCell(), { prompt, password });
  Object.assign(globalThis, { input });
}
