import { type Diagnostic } from "../../src/kernel/compiler/diagnostics";
import { createCompiler } from "../../src/kernel/compiler/compiler";
import { emptyScope, extend } from "../../src/kernel/compiler/scope";
import { caches, keepCode } from "../../src/kernel/transpile.cjs";
import { root } from "./paths";

/** What the kernel's compiler finds wrong with a notebook's cells, one after the other; none of them is run. */
export function compileAll(cells: readonly string[]): Diagnostic[] {
  const compiler = createCompiler(root, caches, keepCode);
  let scope = emptyScope;
  return cells.flatMap((code, index) => {
    const compiled = compiler.compile(`Cell [${index + 1}]`, scope, code);
    if ("faults" in compiled) return compiled.faults;
    scope = extend(scope, compiled.cell.module, compiled.top);
    return [];
  });
}
