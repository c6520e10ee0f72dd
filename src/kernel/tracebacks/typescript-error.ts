import { readFileSync } from "node:fs";
import type { Diagnostic } from "tslab/dist/converter";
import { codeFrame } from "./code-frame";
import { KernelError } from "./failure";

/** A cell that does not compile, or imports a module that does not. */
export class TypeScriptError extends KernelError {
  override name = "TypeScriptError";

  constructor(
    private readonly label: string,
    private readonly code: string,
    private readonly diagnostics: readonly Diagnostic[],
  ) {
    super(diagnostics[0] && `${place(label, diagnostics[0])} - ${diagnostics[0].messageText}`);
  }

  /** Of each error its place, its messages from the general to the particular, and its line. */
  traceback(): string[] {
    return groupByPlace(this.label, this.diagnostics).flatMap(([first, ...details]) => [
      `${place(this.label, first)} - error TS${first.code}: ${first.messageText}`,
      ...details.map(({ messageText }) => `  ${messageText}`),
      ...codeFrame(first.fileName ? readFileSync(first.fileName, "utf8") : this.code, {
        line: first.start.line,
        column: first.start.character,
      }),
    ]);
  }
}

function place(label: string, { fileName, start }: Diagnostic): string {
  return `${fileName ?? label}:${start.line + 1}:${start.character + 1}`;
}

type Group = [Diagnostic, ...Diagnostic[]];

/** tslab gives the parts of one message one after the other, all with the same place. */
function groupByPlace(label: string, diagnostics: readonly Diagnostic[]): Group[] {
  const groups: Group[] = [];
  for (const diagnostic of diagnostics) {
    const group = groups.at(-1);
    if (group && place(label, group[0]) === place(label, diagnostic)) group.push(diagnostic);
    else groups.push([diagnostic]);
  }
  return groups;
}
