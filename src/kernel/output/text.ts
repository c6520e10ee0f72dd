import { setImmediate } from "node:timers";
import { LeftOut } from "./left-out";
import { Pace } from "./pace";
import { cut, grouped, mostText } from "./wording";

export type StreamName = "stdout" | "stderr";

type Send = (type: string, content: object) => void;

/** What a cell writes to stdout and stderr, on its way to the clients. */
export class CellText {
  private pending = "";
  private name: StreamName = "stdout";
  private readonly pace = new Pace();
  private room = mostText;
  private readonly leftOut: LeftOut;

  /** @param id of the cell, unlike all others */
  constructor(
    private readonly send: Send,
    id: string,
  ) {
    const why =
      `a cell shows ${grouped(mostText)} characters of text. ` +
      'Write long output to a file: fs.writeFileSync("output.txt", text).';
    this.leftOut = new LeftOut(send, `left-out-${id}`, "characters", why);
  }

  write(name: StreamName, text: string): void {
    const shown = cut(text, this.room);
    this.room -= shown.length;
    if (shown !== "") this.append(name, shown);
    if (shown.length < text.length) this.leaveOut(text.length - shown.length);
  }

  /** Sends what waits. */
  flush(): void {
    if (this.pending === "") return;
    const content = { name: this.name, text: this.pending };
    this.pending = "";
    this.send("stream", content);
  }

  /** The cell has ended: says how much of its text was left out. */
  end(): void {
    this.flush();
    this.leftOut.end();
  }

  /** What was written is gone from the page: there is room again. */
  clear(): void {
    this.room = mostText;
    this.leftOut.reset();
  }

  private append(name: StreamName, text: string): void {
    if (name !== this.name) this.flush();
    this.name = name;
    const first = this.pending === "";
    this.pending += text;
    if (this.pace.isPrompt()) this.flush();
    else if (first) setImmediate(() => this.flush());
  }

  private leaveOut(characters: number): void {
    this.room = 0;
    this.flush();
    this.leftOut.add(characters);
  }
}
