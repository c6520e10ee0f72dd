import type { Message } from "./protocol";

export type StreamName = "stdout" | "stderr";

export interface Fault {
  reason: unknown;
  /** The promise that was rejected, unless it is an error that was thrown. */
  promise?: Promise<unknown>;
}

/** Longest that text waits for more of its kind before it is sent: many small writes make one message. */
const patienceMs = 50;

/** One execution of a cell: where its output goes, and what went wrong behind its back. */
export class Cell {
  /** Still before its reply: what fails now fails the cell. */
  running = true;
  /** What it has left behind begins no more native calls. */
  interrupted = false;
  /** Floating rejections and errors thrown in timers, which no `await` of the cell sees. */
  readonly faults: Fault[] = [];
  private text = "";
  private textName: StreamName = "stdout";
  private textSince = 0;

  constructor(
    /** `Cell [3]`, as tracebacks call it. */
    readonly label: string,
    readonly request: Message,
    private readonly send: (type: string, content: object) => void,
  ) {}

  /** Tells the clients something about this cell, after the text that it wrote before. */
  publish(type: string, content: object): void {
    this.flush();
    this.send(type, content);
  }

  write(name: StreamName, text: string): void {
    if (name !== this.textName) this.flush();
    if (this.text === "") {
      this.textName = name;
      this.textSince = Date.now();
      setImmediate(() => this.flush());
    }
    this.text += text;
    if (Date.now() - this.textSince >= patienceMs) this.flush(); // a busy cell may keep setImmediate waiting for long
  }

  flush(): void {
    if (this.text === "") return;
    const content = { name: this.textName, text: this.text };
    this.text = "";
    this.send("stream", content);
  }
}
