import type { Message } from "./protocol";
import { CellText, type StreamName } from "./text";

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

  constructor(
    /** `Cell [3]`, as tracebacks call it. */
    readonly label: string,
    readonly request: Message,
    private readonly send: (type: string, content: object) => void,
  ) {
    this.text = new CellText(send, request.header.msg_id);
  }

  /** Tells the clients something about this cell, after the text that it wrote before. */
  publish(type: string, content: object): void {
    this.text.flush();
    this.send(type, content);
  }

  write(name: StreamName, text: string): void {
    this.text.write(name, text);
  }

  /** Its reply comes next. What it has left behind may go on to write. */
  end(): void {
    this.text.end();
    this.running = false;
  }
}
