import { grouped } from "./wording";

/** Says in a cell, once, that something of it is left out, and at its end how much. */
export class LeftOut {
  private count = 0;

  /**
   * @param displayId of the note
   * @param what is counted, in the plural
   * @param why it is left out, and the way out
   */
  constructor(
    private readonly send: (type: string, content: object) => void,
    private readonly displayId: string,
    private readonly what: string,
    private readonly why: string,
  ) {}

  add(count: number): void {
    if (this.count === 0) this.tell("display_data", "what follows is");
    this.count += count;
  }

  /** The cell has ended. */
  end(): void {
    if (this.count > 0) this.tell("update_display_data", `${grouped(this.count)} ${this.what} are`);
  }

  /** The note is gone from the page. */
  reset(): void {
    this.count = 0;
  }

  private tell(type: string, what: string): void {
    this.send(type, {
      data: { "text/plain": `… ${what} left out: ${this.why}` },
      metadata: {},
      transient: { display_id: this.displayId },
    });
  }
}
