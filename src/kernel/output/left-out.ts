import { grouped } from "./wording";

/** Says in a cell, once, that something of it is left out, and at its end how much. */
export class LeftOut {
  private count = 0;

  /**
   * @param displayId of the note
   * @param what is counted, in the plural, which ends in s
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
    if (this.count === 0) return;
    const counted = `${grouped(this.count)} ${this.what} are`;
    this.tell("update_display_data", this.count === 1 ? `1 ${this.what.slice(0, -1)} is` : counted);
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

/** Lets so many of a kind through, and counts the rest. */
export class Limited extends LeftOut {
  private room: number;

  /** @param wayOut for someone who wants to see more */
  constructor(
    send: (type: string, content: object) => void,
    displayId: string,
    what: string,
    private readonly most: number,
    wayOut: string,
  ) {
    super(send, displayId, what, `a cell shows ${grouped(most)} ${what}. ${wayOut}`);
    this.room = most;
  }

  /** Whether one more may be shown; if not, it is counted. */
  take(): boolean {
    if (this.room === 0) {
      this.add(1);
      return false;
    }
    this.room--;
    return true;
  }

  override reset(): void {
    super.reset();
    this.room = this.most;
  }
}
