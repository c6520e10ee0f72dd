import { dirname, join } from "node:path";
import ts from "typescript";

const cannotFindName: ReadonlySet<number> = new Set([2304, 2552]);

/** What helps on where a cell uses a name that nothing declares, but that the project's own module has. */
export function hintOnImport({ code, file }: ts.Diagnostic, message: string): string | undefined {
  const [, name] = (cannotFindName.has(code) && /^Cannot find name '([^']+)'/.exec(message)) || [];
  if (!file || name === undefined) return undefined;
  const index = join(dirname(file.fileName), "src/index.ts");
  return namesOf(index).has(name)
    ? `"./src" has one of this name: import { ${name} } from "./src";`
    : undefined;
}

/** The names that a module lists as its exports; none where there is no such module. */
function namesOf(file: string): ReadonlySet<string> {
  const { statements } = ts.createSourceFile(file, ts.sys.readFile(file) ?? "", ts.ScriptTarget.Latest);
  const clauses = statements.filter(ts.isExportDeclaration).map(({ exportClause }) => exportClause);
  const lists = clauses.filter((clause) => clause !== undefined).filter(ts.isNamedExports);
  return new Set(lists.flatMap(({ elements }) => elements.map(({ name }) => name.text)));
}
