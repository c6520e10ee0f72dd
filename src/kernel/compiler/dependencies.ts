import ts from "typescript";
import { isPackage } from "./packages";

/** What TypeScript's parser notes of a file, beside its public properties: the names of modules, wherever they stand. */
type Parsed = ts.SourceFile & { imports?: readonly ts.StringLiteralLike[] };

/** Where a file names modules that it imports. */
export function moduleNames(file: ts.SourceFile): readonly ts.StringLiteralLike[] {
  return (file as Parsed).imports ?? [];
}

/** The files outside packages that a file imports. */
export function importedFiles(program: ts.Program, file: ts.SourceFile): string[] {
  const checker = program.getTypeChecker();
  const declarations = moduleNames(file).flatMap(
    (name) => checker.getSymbolAtLocation(name)?.declarations ?? [],
  );
  const paths = declarations.map((declaration) => declaration.getSourceFile().fileName);
  return [...new Set(paths)].filter((path) => !isPackage(path));
}
