import ts from "typescript";

/**
 * Writes the JavaScript of modules of a program, each from its own text alone, as loader.mjs would: it is right whatever
 * becomes of the others. That takes no more than the program's syntax trees, which TypeScript may share.
 */
export function emitAlone(
  program: ts.Program,
  modules: readonly ts.SourceFile[],
  write: (text: string, code: string) => void,
): void {
  const options: ts.CompilerOptions = {
    ...program.getCompilerOptions(),
    isolatedModules: true,
    noCheck: true,
    noResolve: true,
    noLib: true,
    types: [],
    declaration: false,
  };
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost(options),
    getSourceFile: (path) => program.getSourceFile(path),
  };
  const rootNames = modules.map(({ fileName }) => fileName);
  const alone = ts.createProgram({ rootNames, options, host });
  for (const module of modules) alone.emit(module, (_, code) => write(module.text, code));
}
