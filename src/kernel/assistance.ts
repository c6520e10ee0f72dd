import type { Evaluator } from "./evaluator";

/** Help while a cell is written: completion, inspection, and whether Enter should run it. */

export interface CursorRequest {
  code: string;
  /** In characters as Python counts them: code points. */
  cursor_pos: number;
}

export async function complete(evaluator: Evaluator, { code, cursor_pos }: CursorRequest) {
  const { start, end, candidates } = await evaluator.complete(code, toIndex(code, cursor_pos));
  return {
    status: "ok",
    matches: candidates,
    cursor_start: toCodePoints(code, start),
    cursor_end: toCodePoints(code, end),
    metadata: {},
  };
}

export async function inspect(evaluator: Evaluator, { code, cursor_pos }: CursorRequest) {
  const text = await evaluator.quickInfo(code, toIndex(code, cursor_pos));
  return { status: "ok", found: text !== undefined, data: text ? { "text/plain": text } : {}, metadata: {} };
}

export async function isComplete(evaluator: Evaluator, { code }: { code: string }) {
  return (await evaluator.compiler()).completeness(code);
}

function toIndex(text: string, codePoints: number): number {
  return Array.from(text).slice(0, codePoints).join("").length;
}

function toCodePoints(text: string, index: number): number {
  return Array.from(text.slice(0, index)).length;
}
