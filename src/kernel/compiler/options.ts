import { join } from "node:path";
import ts from "typescript";

/** How cells, and what they import, are checked and emitted. The project's tsconfig.json says where modules are found. */
export function compilerOptions(root: string): ts.CompilerOptions {
  return {
    ...modulePaths(root),
    strict: true,
    target: ts.ScriptTarget.ES2024,
    lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
    libReplacement: false, // saves looking for packages that replace them
    types: ["node"],
    // require() runs what cells import; types are found as for either kind of module, since it loads both.
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    esModuleInterop: true,
    resolveJsonModule: true,
    allowJs: true,
    skipLibCheck: true,
    declaration: true,
    inlineSourceMap: true,
    newLine: ts.NewLineKind.LineFeed,
  };
}

/** `paths` of the project's tsconfig.json, where there is one. */
export function modulePaths(root: string): Pick<ts.CompilerOptions, "paths" | "pathsBasePath" | "baseUrl"> {
  const file = join(root, "tsconfig.json");
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as { config?: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, root, undefined, file);
  const { paths, pathsBasePath, baseUrl } = options;
  return { paths, pathsBasePath, baseUrl };
}
