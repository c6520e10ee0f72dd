import type { Message } from "./protocol";
import { CellText, type StreamName } from "./text";
import { Updates } from "./updates";

export interface Fault {
  reason: unknown;
  /** The promise that was rejected, unless it is an error that was thrown. */
  promise?: Promise<unknown>;
}

/** One execution of a cell: where its output goes, and what went wrong behind its back. */
export class Cell {
  /** Still before its reply: what fails now fails the cell. */
  running = true;
  /** What it has left behind begins no more native calls. */
  interrupted = false;
  /** Floating rejections and errors thrown in timers, which no `await` of the cell sees. */
  readonly faults: Fault[] = [];
  private readonly text: CellText;
  private readonly updates: Updates;

  constructor(
    /** `Cell [3]`, as tracebacks call it. */
    readonly label: string,
    readonly request: Message,
    private readonly send: (type: string, content: object) => void,
  ) {
    this.text = new CellText(send, request.header.msg_id);
    this.updates = new Updates(send);
  }

  /** Tells the clients something about this cell, after what it has written and shown before. */
  publish(type: string, content: object): void {
    this.flush();
    this.send(type, content);
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
    this.running = false;
  }

  private flush(): void {
    this.text.flush();
    this.updates.flush();
  }
}
