/** Characters of text that a cell shows: JupyterLab draws all of it again for every message, and stands still at a million. */
export const mostText = 100_000;

/** Outputs that a cell shows, beside what it writes. */
export const mostOutputs = 500;

/** Failures that a cell tells of, each with its traceback. */
export const mostErrors = 10;

/** The beginning of a text, at most so long; a character of two halves stays whole. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most);
  return /[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head;
}

/** A text that is cut says how much of it is missing. */
export function shortened(text: string, most: number): string {
  const shown = cut(text, most);
  if (shown === text) return text;
  return `${shown}\n… ${grouped(text.length - shown.length)} more characters are left out.`;
}

/** 1000000 → "1,000,000" */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
