import "./typescript"; // before tslab
import ts from "@tslab/typescript-for-tslab";
import { type ConvertResult, createConverter, isCompleteCode } from "tslab/dist/converter";
import { printQuickInfo } from "tslab/dist/inspect";
import { getCodeMetadata } from "tslab/dist/metadata";
import { TypeScriptError } from "../tracebacks/typescript-error";

export interface Compiled {
  /** JavaScript, the body of a function of `exports` and `require`; its source maps at the end. */
  code: string;
  /** Must the function be async? */
  awaits: boolean;
  /** The export that holds the value of the cell's last expression. */
  lastExpression?: string;
  /** Modules of the project that the cell imports and that are new or changed, as paths that end in `.js`. */
  changedModules: string[];
  /** What cells after this one know of it and of those before, as a `.d.ts`. */
  declarations: string;
}

const converter = createConverter({ isJS: false, isBrowser: false });

/**
 * Compiles a cell after cells that declared `declarations`.
 *
 * @param label what an error calls the cell
 * @throws TypeScriptError when it has a syntax or a type error, or a module that it imports has.
 */
export function compile(label: string, declarations: string, code: string): Compiled {
  const metadata = getCodeMetadata(code);
  const converted: ConvertResult = metadata.module
    ? { diagnostics: converter.addModule(metadata.module, code, metadata), declOutput: declarations }
    : converter.convert(declarations, code);
  if (converted.diagnostics.length > 0) throw new TypeScriptError(label, code, converted.diagnostics);
  return toCompiled(converted);
}

function toCompiled(converted: ConvertResult): Compiled {
  return {
    code: converted.output ?? "",
    awaits: converted.hasToplevelAwait ?? false,
    lastExpression: converted.lastExpressionVar,
    changedModules: (converted.sideOutputs ?? []).map(({ path }) => path),
    declarations: converted.declOutput ?? "",
  };
}

export interface Completions {
  start: number;
  end: number;
  candidates: string[];
}

export function complete(declarations: string, code: string, position: number): Completions {
  return converter.complete(declarations, code, position);
}

/** Type and documentation of what stands at `position`. */
export function quickInfo(declarations: string, code: string, position: number): string | undefined {
  const info = converter.inspect(declarations, code, position) as ts.QuickInfo | undefined;
  return info && printQuickInfo(info);
}

export type Completeness = { status: "complete" | "invalid" } | { status: "incomplete"; indent: string };

/** Could `code` run as it is, or does its writer want to go on? */
export function completeness(code: string): Completeness {
  const { completed, indent = "" } = isCompleteCode(code);
  if (!completed) return { status: "incomplete", indent };
  const { diagnostics } = ts.transpileModule(code, { reportDiagnostics: true });
  return { status: diagnostics?.length ? "invalid" : "complete" };
}

export function close(): void {
  converter.close();
}
