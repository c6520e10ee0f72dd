import { readFileSync } from "node:fs";
import Module from "node:module";
import type typescript from "typescript";
import { isPackage } from "../compiler/packages";

/** Takes a quarter of a second to load, and is seldom needed in the thread that runs cells. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- when it is needed
const compiler = () => require("typescript") as typeof typescript;

/** What Node itself resolves and loads modules with, beside its public functions. */
interface Internals {
  _resolveFilename(name: string, parent: NodeJS.Module | undefined, ...more: unknown[]): string;
}

/** Has the project's modules import packages that are exported to `import` alone: `require` loads them, but does not find them. */
export function findPackagesForImport(): void {
  const internals = Module as unknown as Internals;
  const resolve = internals._resolveFilename.bind(Module);
  internals._resolveFilename = (name, parent, ...more) => {
    try {
      return resolve(name, parent, ...more);
    } catch (error) {
      const isForImport = (error as NodeJS.ErrnoException).code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
      const file =
        isForImport && parent && !isPackage(parent.filename) && resolveForImport(name, parent.filename);
      if (file) return file;
      throw error;
    }
  };
}

/** As `import` in a file resolves the name of a package; TypeScript can, and Node 20 tells only of its own files. */
function resolveForImport(name: string, file: string): string | undefined {
  const ts = compiler();
  const options: typescript.CompilerOptions = {
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    customConditions: ["node", "module-sync"],
    allowJs: true,
    noDtsResolution: true, // finds the code, not its types
  };
  const mode = ts.ModuleKind.ESNext;
  const { resolvedModule } = ts.resolveModuleName(name, file, options, ts.sys, undefined, undefined, mode);
  return resolvedModule?.resolvedFileName;
}

/**
 * Has ES modules of the project that are written in JavaScript loaded as those in TypeScript are, so that an edited one can
 * be forgotten: those that Node loads itself, it keeps for good.
 */
export function loadOwnEsModules(): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Node keeps it for this
  const { extensions } = require;
  for (const extension of [".js", ".mjs"]) {
    const loadAsUsual = extensions[extension] ?? extensions[".js"];
    extensions[extension] = (module, file) => {
      const load = !isPackage(file) && becomesCommonJs(file) ? extensions[".ts"] : loadAsUsual;
      load?.(module, file);
    };
  }
}

function becomesCommonJs(file: string): boolean {
  const source = parse(file);
  const isEsModule = file.endsWith(".mjs") || compiler().isExternalModule(source);
  return isEsModule && !isOnlyForNode(source);
}

/** Can a file of the project be loaded by Node's own `import` alone? */
export function needsImport(file: string): boolean {
  return isOnlyForNode(parse(file));
}

/** Does it await at its top level, or ask where it is? Only Node's own ES modules can. */
function isOnlyForNode(source: typescript.SourceFile): boolean {
  const ts = compiler();
  const visit = (node: typescript.Node, isTop: boolean): boolean => {
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) return true;
    if (isTop && (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)))
      return true;
    const isInTop = isTop && !ts.isFunctionLike(node);
    return ts.forEachChild(node, (child) => visit(child, isInTop)) ?? false;
  };
  return visit(source, true);
}

function parse(file: string): typescript.SourceFile {
  const ts = compiler();
  return ts.createSourceFile(
    file,
    readFileSync(file, "utf8"),
    ts.ScriptTarget.Latest,
    false,
    ts.ScriptKind.JS,
  );
}
