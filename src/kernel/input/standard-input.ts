import { syncBuiltinESMExports } from "node:module";
import process from "node:process";
import readline from "node:readline";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers";
import { setImmediate as nextTurn } from "node:timers/promises";
import { currentCell } from "../output/outputs";
import { refuseBareInput } from "./bare-input";
import { EndOfInput, type Stdin, refuseUnlessAnswerable } from "./stdin";

/** Ends the input where a line is nothing but this: no key does in JupyterLab, Ctrl-D in jupyter console. */
const typedEnd = "^D";

/** Clients show it before the place for the line: nothing else tells what they wait for. */
const prompt = `A line for process.stdin (to end the input, type ${typedEnd}): `;

/** What cells find as `process.stdin`: who reads a line of it asks whoever runs the cell, as `input()` does. */
class StandardInput extends Readable {
  readonly fd = 0;
  /** Somebody reads, and has no line yet. */
  private wanted = false;
  private asking: Promise<void> | undefined;
  /** Has given its last line. */
  ended = false;
  /** Readline's interfaces that read it now. */
  readonly interfaces = new Set<readline.Interface>();

  constructor(private readonly stdin: Stdin) {
    super({ highWaterMark: 0 }); // no line is asked for before it is read
    this.on("newListener", () => this.askSoon()); // it reads on where another has stopped
  }

  override _read(): void {
    this.wanted = true;
    this.askSoon();
  }

  /** @throws Error in the line of the cell that begins to read, where nobody would ever answer */
  override resume(): this {
    try {
      refuseUnlessAnswerable(currentCell(), "process.stdin");
    } catch (error) {
      this.destroy(); // who has begun to listen to it hears no more of it
      throw error;
    }
    super.resume();
    this.askSoon();
    return this;
  }

  /** A terminal's input keeps a program alive or not; this one does as long as it is read. */
  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  /** Resolves when nobody reads on. */
  async unread(): Promise<void> {
    for (;;) {
      await nextTurn(); // who has got a line reads on in this turn,
      await nextTurn(); // and the next line is asked for
      if (!this.asking) return;
      await this.asking;
    }
  }

  /** Who has got a line may stop reading before the next one is asked for. */
  private askSoon(): void {
    setImmediate(() => {
      if (this.wanted && !this.asking && !this.ended && this.isRead()) this.asking = this.ask();
    });
  }

  private isRead(): boolean {
    const flows = this.readableFlowing === true && this.listenerCount("data") > 0;
    return flows || this.listenerCount("readable") > 0;
  }

  /** Readline's `question()` has written its own. */
  private prompt(): string {
    const isQuestion = [...this.interfaces].some((lines) => lines.listenerCount("line") === 0);
    return isQuestion ? "" : prompt;
  }

  private async ask(): Promise<void> {
    try {
      const content = { prompt: this.prompt(), password: false };
      const line = await this.stdin.ask(currentCell(), content, "process.stdin");
      if (line === typedEnd) throw new EndOfInput();
      this.wanted = false;
      process.nextTick(() => this.push(`${line}\n`)); // an error that its reader throws is the reader's own
    } catch (error) {
      this.ended = true;
      if (error instanceof EndOfInput) this.push(null);
      else this.destroy(error as Error);
    } finally {
      this.asking = undefined;
    }
  }
}

/**
 * Gives cells a `process.stdin`, a new one when the last has come to its end.
 *
 * @returns a function that waits until nobody reads it
 */
export function installStandardInput(stdin: Stdin): () => Promise<void> {
  let current: StandardInput | undefined;
  Object.defineProperty(process, "stdin", {
    get() {
      if (!current || current.ended || current.destroyed) current = new StandardInput(stdin);
      return current;
    },
    configurable: true,
    enumerable: true,
  });
  for (const module of [readline, readline.promises] as { createInterface: unknown }[]) {
    module.createInterface = pausingBetweenQuestions(module.createInterface as Create);
  }
  refuseBareInput();
  syncBuiltinESMExports();
  return async () => current?.unread();
}

type Create = (...args: unknown[]) => readline.Interface & { input?: unknown };

/** A readline interface reads all the time, even where it only puts questions now and then: this one reads when it must. */
function pausingBetweenQuestions(create: Create): Create {
  return (...args) => {
    const lines = create(...args);
    const { input } = lines;
    if (!(input instanceof StandardInput)) return lines;
    const pauseUnheard = () => {
      if (lines.listenerCount("line") === 0) lines.pause(); // question() resumes it
    };
    pauseUnheard();
    lines.on("newListener", (event) => {
      if (event === "line") lines.resume();
    });
    const pauseUnheardLines = (event: string | symbol) => {
      if (event === "line") pauseUnheard();
    };
    const close = () => lines.close();
    lines.on("resume", () => input.interfaces.add(lines)).on("pause", () => input.interfaces.delete(lines));
    lines.on("removeListener", pauseUnheardLines);
    input.prependListener("data", pauseUnheard).once("close", close);
    lines.once("close", () => {
      lines.off("removeListener", pauseUnheardLines);
      input.off("data", pauseUnheard).off("close", close);
    });
    return lines;
  };
}
