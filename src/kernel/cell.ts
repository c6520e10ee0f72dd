import { LeftOut } from "./left-out";
import type { Message } from "./protocol";
import { CellText, type StreamName } from "./text";
import { Updates } from "./updates";
import { grouped, mostOutputs } from "./wording";

export interface Fault {
  reason: unknown;
  /** The promise that was rejected, unless it is an error that was thrown. */
  promise?: Promise<unknown>;
}

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
  private readonly era = era;
  private stopped = false;
  /** Floating rejections and errors thrown in timers, which no `await` of the cell sees. */
  readonly faults: Fault[] = [];
  private readonly text: CellText;
  private readonly updates: Updates;
  private readonly leftOut: LeftOut;
  private outputs = 0;

  constructor(
    /** `Cell [3]`, as tracebacks call it. */
    readonly label: string,
    readonly request: Message,
    private readonly send: (type: string, content: object) => void,
  ) {
    this.text = new CellText(send, request.header.msg_id);
    this.updates = new Updates(send);
    const why =
      `a cell shows ${grouped(mostOutputs)} outputs. ` +
      "Collect the values in an array and end the cell on it, or write them to a file.";
    const publish = (type: string, content: object) => this.publish(type, content);
    this.leftOut = new LeftOut(publish, `outputs-left-out-${request.header.msg_id}`, "outputs", why);
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
    if (++this.outputs <= mostOutputs) this.publish("display_data", content);
    else this.leftOut.add(1);
  }

  /** Takes away what a cell has shown and written. */
  clear(): void {
    this.publish("clear_output", { wait: false });
    this.text.clear();
    this.leftOut.reset();
    this.outputs = 0;
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
    this.leftOut.end();
    this.running = false;
  }

  private flush(): void {
    this.text.flush();
    this.updates.flush();
  }
}
