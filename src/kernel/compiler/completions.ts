import type ts from "typescript";

export interface Completion {
  text: string;
  /** As editors mark it with a symbol: `function`, `property`, `keyword` … */
  kind: string;
}

/** What can stand at a place, and what of the text there it replaces. */
export interface Completions {
  start: number;
  end: number;
  candidates: Completion[];
}

/**
 * Completions of the name that ends or goes on at `position`, the likeliest first: names that begin with what is
 * written, then those that begin with it but for case, then those that contain it.
 */
export function completionsAt(service: ts.LanguageService, file: string, position: number): Completions {
  const text = service.getProgram()?.getSourceFile(file)?.text ?? "";
  const start = position - (/[\w$\u0080-\uffff]*$/.exec(text.slice(0, position))?.[0].length ?? 0);
  const end = position + (/^[\w$\u0080-\uffff]*/.exec(text.slice(position))?.[0].length ?? 0);
  const written = text.slice(start, position);
  const entries = service.getCompletionsAtPosition(file, position, {})?.entries ?? [];
  const ranked = entries
    .map((entry) => ({ entry, rank: rankOf(entry.name, written) }))
    .filter(({ rank }) => rank < noMatch)
    .sort((a, b) => a.rank - b.rank || compare(a.entry.sortText, b.entry.sortText));
  return { start, end, candidates: ranked.map(({ entry: { name, kind } }) => ({ text: name, kind })) };
}

const noMatch = 3;

function rankOf(name: string, written: string): number {
  if (name.startsWith(written)) return 0;
  const [lowerName, lower] = [name.toLowerCase(), written.toLowerCase()];
  if (lowerName.startsWith(lower)) return 1;
  return lowerName.includes(lower) ? 2 : noMatch;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
