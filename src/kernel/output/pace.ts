import { performance } from "node:perf_hooks";

/** Messages of one kind that leave at once in each span of time. */
const promptMessages = 10;
const spanMs = 50;

/**
 * Says what may leave at once, and what has to wait for more of its kind: a lone message is seen at once, of a flood
 * many make one. Whatever comes after a while is such a lone one, so a cell that keeps the event loop busy is heard, too.
 */
export class Pace {
  private spanStart = -Infinity;
  private messages = 0;

  isPrompt(): boolean {
    const now = performance.now();
    if (now - this.spanStart >= spanMs) {
      this.spanStart = now;
      this.messages = 0;
    }
    return this.messages++ < promptMessages;
  }
}
