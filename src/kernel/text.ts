import { setImmediate } from "node:timers";
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
  private leftOut = 0;

  /** @param id of the cell, unlike all others */
  constructor(
    private readonly send: Send,
    private readonly id: string,
  ) {}

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
    if (this.leftOut > 0) this.tell("update_display_data", `${grouped(this.leftOut)} characters are`);
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
    if (this.leftOut === 0) {
      this.flush();
      this.tell("display_data", "what follows is");
    }
    this.leftOut += characters;
  }

  private tell(type: string, what: string): void {
    const note =
      `… ${what} left out: a cell shows ${grouped(mostText)} characters of text. ` +
      'Write long output to a file: fs.writeFileSync("output.txt", text).';
    this.send(type, {
      data: { "text/plain": note },
      metadata: {},
      transient: { display_id: `left-out-${this.id}` },
    });
  }
}
