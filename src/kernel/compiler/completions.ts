import ts from "typescript";

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
 * Completions of the name (or of the text in a string) that ends or goes on at `position`, the likeliest first: those that
 * begin with what is written, then those that begin with it but for case, then those that contain it.
 */
export function completionsAt(service: ts.LanguageService, file: string, position: number): Completions {
  const program = service.getProgram();
  const text = program?.getSourceFile(file)?.text ?? "";
  const entries = service.getCompletionsAtPosition(file, position, { includeSymbol: true })?.entries ?? [];
  const { start, end } = replaced(entries) ?? nameAt(text, position);
  const written = text.slice(start, position);
  const checker = program?.getTypeChecker();
  const candidates = entries
    .map((entry) => ({ entry, rank: rankOf(entry.name, written) }))
    .filter(({ rank }) => rank < noMatch)
    .sort((a, b) => a.rank - b.rank || compare(a.entry.sortText, b.entry.sortText))
    .map(({ entry }) => ({ text: entry.name, kind: kindOf(entry, checker) }));
  return { start, end, candidates };
}

/** What TypeScript would have replaced, if it says so: most of a string is no name. */
function replaced([entry]: readonly ts.CompletionEntry[]): { start: number; end: number } | undefined {
  const span = entry?.replacementSpan;
  return span && { start: span.start, end: span.start + span.length };
}

function nameAt(text: string, position: number): { start: number; end: number } {
  const before = /[\w$\u0080-\uffff]*$/.exec(text.slice(0, position))?.[0] ?? "";
  const after = /^[\w$\u0080-\uffff]*/.exec(text.slice(position))?.[0] ?? "";
  return { start: position - before.length, end: position + after.length };
}

/** Names of earlier cells and imported ones are aliases: what is of interest is of what. */
function kindOf({ kind, symbol }: ts.CompletionEntry, checker: ts.TypeChecker | undefined): string {
  if (!checker || !symbol || (symbol.flags & ts.SymbolFlags.Alias) === 0) return kind;
  const { flags } = checker.getAliasedSymbol(symbol);
  return aliasKinds.find(([flag]) => (flags & flag) !== 0)?.[1] ?? kind;
}

const aliasKinds = [
  [ts.SymbolFlags.Class, "class"],
  [ts.SymbolFlags.Function, "function"],
  [ts.SymbolFlags.Enum, "enum"],
  [ts.SymbolFlags.Variable, "var"],
  [ts.SymbolFlags.Module, "module"],
  [ts.SymbolFlags.Interface, "interface"],
  [ts.SymbolFlags.TypeAlias, "type"],
] as const;

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
