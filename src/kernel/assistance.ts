import type { Help } from "./compiler/help";
import type { Evaluator } from "./evaluator";
import type { Message, MimeBundle } from "./protocol";
import { codeOf } from "./session";

/** Help while a cell is written: completion, inspection, and whether Enter should run it. */

export interface CursorRequest {
  code: string;
  /** In characters as Python counts them: code points. By default the end. */
  cursor_pos?: number | null;
}

export async function complete(evaluator: Evaluator, request: Message<CursorRequest>) {
  const code = codeOf(request);
  const { start, end, candidates } = await evaluator.complete(
    code,
    toIndex(code, request.content.cursor_pos),
  );
  const range = { start: toCodePoints(code, start), end: toCodePoints(code, end) };
  return {
    status: "ok",
    matches: candidates.map(({ text }) => text),
    cursor_start: range.start,
    cursor_end: range.end,
    metadata: {
      // JupyterLab marks what it is told here with symbols.
      _jupyter_types_experimental: candidates.map(({ text, kind }) => ({ text, type: kind, ...range })),
    },
  };
}

export async function inspect(evaluator: Evaluator, request: Message<CursorRequest>) {
  const code = codeOf(request);
  const help = await evaluator.help(code, toIndex(code, request.content.cursor_pos));
  return { status: "ok", found: help !== undefined, data: help ? shown(help) : {}, metadata: {} };
}

function shown({ signature, documentation }: Help): MimeBundle {
  return {
    "text/plain": [signature, documentation].filter((part) => part !== "").join("\n\n"),
    "text/markdown": [`\`\`\`typescript\n${signature}\n\`\`\``, documentation].join("\n\n"),
  };
}

export function isComplete(evaluator: Evaluator, request: Message<{ code: string }>) {
  return evaluator.completeness(codeOf(request));
}

function toIndex(text: string, codePoints: number | null | undefined): number {
  return Array.from(text)
    .slice(0, codePoints ?? Infinity)
    .join("").length;
}

function toCodePoints(text: string, index: number): number {
  return Array.from(text.slice(0, index)).length;
}
