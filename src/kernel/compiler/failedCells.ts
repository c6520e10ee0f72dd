import type { Diagnostic } from "./diagnostics";
import type { Scope } from "./scope";

/** Which cell is to blame where a name is missing: one that would have declared it, but has failed. */
export function trackDeclarations() {
  /** Name → what an error calls the last cell that has it. */
  const declaredBy = new Map<string, string>();

  return {
    /** Notes a cell of which it is not known yet whether it fails. */
    note(label: string, names: Iterable<string>): void {
      for (const name of names) declaredBy.set(name, label);
    },

    /**
     * Tells of an error which failed cell is its reason, in the place of any other hint.
     *
     * @param scope what cells that did not fail have declared
     */
    withFailedCell(diagnostic: Diagnostic, scope: Scope): Diagnostic {
      const [message = ""] = diagnostic.messages;
      const [, name] = /^Cannot find name '([^']+)'/.exec(message) ?? [];
      const label = name === undefined || scope.names.has(name) ? undefined : declaredBy.get(name);
      if (label === undefined) return diagnostic;
      const hint = `${label} declares ${name}, but it has failed: mend it, and run it first.`;
      return { ...diagnostic, messages: [message, hint] };
    },
  };
}
