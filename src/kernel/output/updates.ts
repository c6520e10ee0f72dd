import { setImmediate } from "node:timers";
import { Pace } from "./pace";

/** New contents of outputs that are shown already: while they wait to leave, only the latest of each output is kept. */
export class Updates {
  private readonly waiting = new Map<string, object>();
  private readonly pace = new Pace();

  constructor(private readonly send: (type: string, content: object) => void) {}

  /** @param id of the output */
  push(id: string, content: object): void {
    this.waiting.set(id, content);
    if (this.pace.isPrompt()) this.flush();
    else if (this.waiting.size === 1) setImmediate(() => this.flush());
  }

  flush(): void {
    const contents = [...this.waiting.values()];
    this.waiting.clear();
    for (const content of contents) this.send("update_display_data", content);
  }
}
