import ts from "typescript";
import { insert, type Inserted } from "./positions";
import { refusalsOf } from "./refusals";
import { opening, type Scope } from "./scope";
import { topLevel, type TopLevel } from "./topLevel";

/** TypeScript's parser notes more of a file than its public properties. */
export interface Parsed extends ts.SourceFile {
  parseDiagnostics: readonly ts.DiagnosticWithLocation[];
  identifiers: ReadonlyMap<string, string>;
}

/** A cell as a module, which imports what it needs of earlier cells and exports what it declares. */
export interface CellModule extends Inserted {
  top: TopLevel;
}

/** Parses a cell, in which `await` may stand at the top level as in any module. */
export function parseCell(code: string): Parsed {
  const text = code.replace(/^#!/, "//"); // which only the first line of a file may begin with
  const options: ts.CreateSourceFileOptions = {
    languageVersion: ts.ScriptTarget.Latest,
    setExternalModuleIndicator: (file) => {
      (file as { externalModuleIndicator?: true }).externalModuleIndicator = true;
    },
  };
  const parsed = ts.createSourceFile("cell.ts", text, options) as Parsed;
  if (parsed.parseDiagnostics.length === 0) parsed.parseDiagnostics = refusalsOf(parsed);
  return parsed;
}

/** @param wanted names of earlier cells that the cell may use */
export function toModule(
  cell: Parsed,
  scope: Scope,
  wanted: Iterable<string> = cell.identifiers.keys(),
): CellModule {
  const top = topLevel(cell);
  const earlier = opening(
    scope,
    [...wanted].filter((name) => !top.names.has(name)),
  );
  const listed = [...top.names].flatMap(([name, { listed }]) => (listed ? name : []));
  const { at, end } = openingAt(cell);
  const insertions = [
    { at, text: `${earlier} export { ${listed.join(", ")} }; ${end}` },
    ...top.exportable.map((at) => ({ at, text: "export " })),
    ...top.superfluous.flatMap(({ pos, end }) => [
      { at: pos, text: "/*" },
      { at: end, text: "*/" },
    ]),
    // A variable of an earlier cell is exported by the opening already; under this name nothing finds it.
    ...top.repeated.map(({ name, at }) => ({ at, text: ` as "./${name}"` })),
  ].sort((a, b) => a.at - b.at);
  return { ...insert(cell.text, insertions), top };
}

/**
 * Where the cell's module opens: on the line of the first statement, behind comments that TypeScript heeds, or on a line
 * before the comment that documents the statement.
 */
function openingAt(cell: Parsed): { at: number; end: string } {
  const [first] = cell.statements;
  if (!first) return { at: 0, end: "" };
  const comments = ts.getLeadingCommentRanges(cell.text, first.pos) ?? [];
  const isHeeded = comments.some(({ pos, end }) => cell.text.slice(pos, end).includes("@ts-"));
  const documentation = comments.filter(({ pos }) => cell.text.startsWith("/**", pos)).at(-1);
  if (documentation && !isHeeded) return { at: documentation.pos, end: "\n" };
  return { at: first.getStart(cell), end: "" };
}
