import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";

/** Zero-based. */
export interface Position {
  line: number;
  column: number;
}

/** A piece of JavaScript that was made from TypeScript. */
export interface Script {
  /** What a person calls the source: `Cell [3]`, `src/inspect/cost.ts`. */
  readonly label: string;
  readonly source: string;
  /** Where in the source a position of the JavaScript comes from; undefined for what has no counterpart there. */
  toSource(position: Position): Position | undefined;
}

const inlineMap = /^\/\/# sourceMappingURL=data:application\/json;(?:charset=utf-8;)?base64,([\w+/=]+)\n*/gm;

/** JavaScript without the source maps at its end, and these maps, the last step of compilation first. */
export function splitSourceMaps(code: string): { code: string; maps: SourceMap[] } {
  const maps = [...code.matchAll(inlineMap)].map(([, data = ""]) => {
    return new SourceMap(JSON.parse(Buffer.from(data, "base64").toString()) as SourceMapPayload);
  });
  return { code: code.replace(inlineMap, ""), maps: maps.reverse() };
}

export function throughMaps(maps: readonly SourceMap[], position: Position): Position | undefined {
  let current: Position | undefined = position;
  for (const map of maps) {
    if (!current) return undefined;
    const entry = map.findEntry(current.line, current.column);
    current =
      "originalLine" in entry ? { line: entry.originalLine, column: entry.originalColumn } : undefined;
  }
  return current;
}

/** A file of TypeScript that was loaded as `code`. */
export function fileScript(label: string, path: string, code: string): Script {
  const { maps } = splitSourceMaps(code);
  return {
    label,
    source: readFileSync(path, "utf8"),
    toSource: (position) => throughMaps(maps, position),
  };
}
