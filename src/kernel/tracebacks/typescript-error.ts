import type { Diagnostic } from "../compiler/diagnostics";
import { codeFrame } from "./code-frame.cjs";
import { KernelError } from "./failure";

/** A cell that does not compile, or imports a module that does not. */
export class TypeScriptError extends KernelError {
  override name = "TypeScriptError";

  /** @param label what the cell is called */
  constructor(
    private readonly label: string,
    private readonly diagnostics: readonly Diagnostic[],
  ) {
    super(diagnostics[0] && `${place(label, diagnostics[0])} - ${diagnostics[0].messages[0]}`);
  }

  /** Of each error its place, its messages from the general to the particular, and its line; of a repeated one no more. */
  traceback(): string[] {
    const told = new Set<string>();
    return this.diagnostics.flatMap((diagnostic) => {
      const { code, messages, position, source } = diagnostic;
      const [first, ...others] = messages;
      const details = told.has(messages.join("\n")) ? [] : others;
      told.add(messages.join("\n"));
      return [
        `${place(this.label, diagnostic)} - error${code > 0 ? ` TS${code}` : ""}: ${first}`,
        ...details,
        ...codeFrame(source, position),
      ];
    });
  }
}

function place(label: string, { file = label, position }: Diagnostic): string {
  return `${file}:${position.line + 1}:${position.column + 1}`;
}
