import "./typescript"; // before tslab
import { join } from "node:path";
import ts from "@tslab/typescript-for-tslab";
import { type ConvertResult, createConverter, isCompleteCode } from "tslab/dist/converter";
import { printQuickInfo } from "tslab/dist/inspect";
import { getCodeMetadata } from "tslab/dist/metadata";
import type { Cache } from "../cache.mjs";
import { TypeScriptError } from "../tracebacks/typescript-error";
import { openProject } from "./project";
import { lookForChanges } from "./sources";

export interface Compiled {
  /** JavaScript, the body of a function of `exports` and `require`; its source maps at the end. */
  code: string;
  /** Must the function be async? */
  awaits: boolean;
  /** The export that holds the value of the cell's last expression. */
  lastExpression?: string;
  /** What cells after this one know of it and of those before, as a `.d.ts`. */
  declarations: string;
}

export interface Completions {
  start: number;
  end: number;
  candidates: string[];
}

export type Completeness = { status: "complete" | "invalid" } | { status: "incomplete"; indent: string };

export type Compiler = ReturnType<typeof createCompiler>;

/** A compiler of cells that import from the current folder. */
export function createCompiler(cache: Cache) {
  const converter = createConverter({ isJS: false, isBrowser: false });
  const project = openProject(join(process.cwd(), "cell.ts"), cache);

  return {
    /**
     * Compiles a cell after cells that declared `declarations`.
     *
     * @param label what an error calls the cell
     * @throws TypeScriptError when it has a syntax or a type error, or a module that it imports has.
     */
    compile(label: string, declarations: string, code: string): Compiled {
      project.recall(code);
      const metadata = getCodeMetadata(code);
      const converted: ConvertResult = metadata.module
        ? { diagnostics: converter.addModule(metadata.module, code, metadata), declOutput: declarations }
        : converter.convert(declarations, code);
      project.learn();
      if (converted.diagnostics.length > 0) throw new TypeScriptError(label, code, converted.diagnostics);
      return toCompiled(converted);
    },

    complete(declarations: string, code: string, position: number): Completions {
      project.recall(code);
      return converter.complete(declarations, code, position);
    },

    /** Type and documentation of what stands at `position`. */
    quickInfo(declarations: string, code: string, position: number): string | undefined {
      project.recall(code);
      const info = converter.inspect(declarations, code, position) as ts.QuickInfo | undefined;
      return info && printQuickInfo(info);
    },

    completeness,

    /** The files of the project that have changed since this was last asked, of those that cells import. */
    lookForChanges,

    close: () => converter.close(),
  };
}

function toCompiled(converted: ConvertResult): Compiled {
  return {
    code: converted.output ?? "",
    awaits: converted.hasToplevelAwait ?? false,
    lastExpression: converted.lastExpressionVar,
    declarations: converted.declOutput ?? "",
  };
}

/** Could `code` run as it is, or does its writer want to go on? */
function completeness(code: string): Completeness {
  const { completed, indent = "" } = isCompleteCode(code);
  if (!completed) return { status: "incomplete", indent };
  const { diagnostics } = ts.transpileModule(code, { reportDiagnostics: true });
  return { status: diagnostics?.length ? "invalid" : "complete" };
}
