import type { Failure, Message } from "../protocol";
import { failureOf } from "../tracebacks/failure";
import { Limited } from "./left-out";
import { CellText, type StreamName } from "./text";
import { Updates } from "./updates";
import { mostErrors, mostOutputs } from "./wording";

/** What befalls all cells of a time at once. */
interface Era {
  interrupted: boolean;
}

let era: Era = { interrupted: false };

/** Interrupts what all cells until now have left behind. */
export function interruptCellsUntilNow(): void {
  era.interrupted = true;
  era = { interrupted: false };
}

/** One execution of a cell: where its output goes, and what went wrong behind its back. */
export class Cell {
  /** Still before its reply: what fails now fails the cell. */
  running = true;
  /** How often its code has been told, by an error, that it is interrupted. */
  refusals = 0;
  private readonly era = era;
  private stopped = false;
  /**
   * Floating rejections and errors thrown in timers, which no `await` of the cell sees: the reason of each, under the
   * promise that was rejected, if there is one.
   */
  readonly faults = new Map<object, unknown>();
  private readonly text: CellText;
  private readonly updates: Updates;
  private readonly outputs: Limited;
  private readonly errors: Limited;

  constructor(
    /** `Cell [3]`, as tracebacks call it. */
    readonly label: string,
    readonly request: Message,
    private readonly send: (type: string, content: object) => void,
  ) {
    this.text = new CellText(send, request.header.msg_id);
    this.updates = new Updates(send);
    const limited = (what: string, most: number, wayOut: string) => {
      const publish = (type: string, content: object) => this.publish(type, content);
      return new Limited(publish, `${what}-left-out-${request.header.msg_id}`, what, most, wayOut);
    };
    this.outputs = limited(
      "outputs",
      mostOutputs,
      "Collect the values in an array and end the cell on it, or write them to a file.",
    );
    this.errors = limited(
      "errors",
      mostErrors,
      "To see what becomes of each of many promises, end the cell on Promise.allSettled(promises).",
    );
  }

  /** From now on none of its code begins anything: neither what runs nor what it has left behind. */
  interrupt(): void {
    if (this.stopped) return;
    this.stopped = true;
    if (!this.running) this.write("stderr", "Interrupted: what this cell had left running has been ended.\n");
  }

  get interrupted(): boolean {
    return this.stopped || this.era.interrupted;
  }

  /** Tells the clients something about this cell, after what it has written and shown before. */
  publish(type: string, content: object): void {
    this.flush();
    this.send(type, content);
  }

  /** Adds an output to those that a cell shows; beyond some hundreds they are only counted. */
  show(content: object): void {
    if (this.outputs.take()) this.publish("display_data", content);
  }

  /** Tells of a failure, in the words that it returns; beyond a few they are only counted. */
  fail(reason: unknown): Failure | undefined {
    if (!this.errors.take()) return undefined;
    const failure = failureOf(reason);
    this.publish("error", failure);
    return failure;
  }

  /** Takes away what a cell has shown and written. */
  clear(): void {
    this.publish("clear_output", { wait: false });
    this.text.clear();
    this.outputs.reset();
    this.errors.reset();
  }

  /** Replaces an output that a cell has shown. */
  update(displayId: string, content: object): void {
    this.updates.push(displayId, content);
  }

  write(name: StreamName, text: string): void {
    this.text.write(name, text);
  }

  /** Its reply comes next. What it has left behind may go on to write. */
  end(): void {
    this.flush();
    this.text.end();
    this.outputs.end();
    this.errors.end();
    this.running = false;
  }

  private flush(): void {
    this.text.flush();
    this.updates.flush();
  }
}
