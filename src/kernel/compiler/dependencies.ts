import ts from "typescript";
import { isPackage } from "./packages";

/** What TypeScript's parser notes of a file, beside its public properties: the names of modules, wherever they stand. */
type Parsed = ts.SourceFile & { imports?: readonly ts.StringLiteralLike[] };

/** A file, and all files outside packages that it imports, directly and by others. */
export function dependencies(program: ts.Program, file: ts.SourceFile): ts.SourceFile[] {
  const checker = program.getTypeChecker();
  const found = new Set([file]);
  // A set's iterator goes on with what is added meanwhile.
  for (const { imports = [] } of found as Set<Parsed>) {
    for (const name of imports) {
      for (const declaration of checker.getSymbolAtLocation(name)?.declarations ?? []) {
        const imported = declaration.getSourceFile();
        if (!isPackage(imported.fileName)) found.add(imported);
      }
    }
  }
  return [...found];
}
