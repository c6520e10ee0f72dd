import type { Cell } from "../output/cell";
import { currentCell } from "../output/outputs";
import type { ExecuteRequest, InputRequest, Message } from "../protocol";
import { Interrupted } from "../tracebacks/failure";

interface Question {
  cell: Cell;
  content: InputRequest;
  /** Of the message that asked; undefined while another question comes first. */
  id?: string;
  resolve: (answer: string) => void;
  reject: (reason: Error) => void;
}

export type Stdin = ReturnType<typeof createStdin>;

/** What a client answers where the user has ended the input by Ctrl-D, as jupyter console does. */
const endOfInput = "\x04";

/** There are no more lines. */
export class EndOfInput extends Error {
  constructor() {
    super("The input was ended (Ctrl-D) instead of answering.");
  }
}

/**
 * @param asker what a cell's code reads the line by
 * @throws Error when the client of `cell` takes no questions, or the cell has ended
 */
export function refuseUnlessAnswerable(cell: Cell | undefined, asker: string): asserts cell is Cell {
  if (!cell?.running) {
    throw new Error(`${asker} came too late: its cell has ended. Wait for it there, by await.`);
  }
  if (!(cell.request.content as ExecuteRequest).allow_stdin) {
    throw new Error(
      `${asker} has nobody to ask: this client takes no questions (allow_stdin is false). ` +
        "Write the value into the cell, or run it where someone can answer, as in JupyterLab.",
    );
  }
}

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
    /**
     * @param asker what a cell's code reads the line by
     * @throws Error when the client of `cell` takes no questions, or the cell has ended; at the end of input
     */
    async ask(cell: Cell | undefined, content: InputRequest, asker = "input()"): Promise<string> {
      refuseUnlessAnswerable(cell, asker);
      return new Promise((resolve, reject) => {
        if (cell.interrupted) return; // it may ask again whenever it is refused
        questions.push({ cell, content, resolve, reject });
        putFirst();
      });
    },

    /** @param replyTo the message that is answered, where the client tells */
    answer(value: string, replyTo?: string): void {
      const [first] = questions;
      if (!first || (replyTo !== undefined && replyTo !== first.id)) return; // to a question that was withdrawn
      questions.shift();
      if (value === endOfInput) first.reject(new EndOfInput());
      else first.resolve(value);
      putFirst();
    },

    /** Rejects the questions that are open when their cell ends. */
    withdraw(): void {
      const open = questions;
      questions = [];
      const unanswered = "input() was not answered: its cell has ended. Wait for it there, by await.";
      for (const { cell, reject } of open)
        reject(cell.interrupted ? new Interrupted() : new Error(unanswered));
    },
  };
}

/** Gives cells the function that globals.d.ts tells them of. */
export function installInput(stdin: Stdin): void {
  const input: typeof globalThis.input = (prompt = "", { password = false } = {}) =>
    stdin.ask(currentCell(), { prompt, password });
  Object.assign(globalThis, { input });
}
