import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { encode } from "./encode";
import { ExternalData } from "./externalData";
import type { Graph } from "./graph";

/**
 * So many bytes of constants fit into one file with the model, which is easier to hand on. With more of them, the message
 * would be in memory twice while it is made; over 2 GB protobuf knows no message.
 */
const ONE_FILE = 2 ** 26;

/**
 * Writes a graph as an ONNX model, at once: what was there under that name, constants beside it included, is replaced when
 * all is written.
 *
 * @returns the files: `file`, and `file`.data if the large constants lie beside it
 * @throws Error naming the file if it cannot be written; then nothing has changed
 */
export function writeModel(graph: Graph, file: string): string[] {
  const data = new ExternalData(graph.initializers);
  const beside = `${file}.data`;
  if (data.bytes <= ONE_FILE) {
    const orphaned = isPartOf(file, beside);
    replaceFiles({ [file]: (to) => writeFileSync(to, encode(graph)) });
    if (orphaned) rmSync(beside, { force: true });
    return [file];
  }
  replaceFiles({
    [beside]: (to) => data.writeTo(to),
    [file]: (to) =>
      writeFileSync(
        to,
        encode(graph, (one) => data.locate(one, path.basename(beside))),
      ),
  });
  return [file, beside];
}

/** Whether there is a model that has constants in the other file. */
function isPartOf(file: string, beside: string): boolean {
  return existsSync(beside) && existsSync(file) && readFileSync(file).includes(path.basename(beside));
}

/** Writes files under other names beside them, and renames these when all are whole. */
function replaceFiles(writers: Record<string, (descriptor: number) => void>): void {
  const temporary = new Map(Object.keys(writers).map((file) => [file, `${file}.${randomUUID()}.tmp`]));
  let current = "";
  try {
    for (const file of temporary.keys()) {
      current = file;
      refuseFolder(file); // which would come to light at the last renaming only
    }
    for (const [file, name] of temporary) {
      current = file;
      const descriptor = openSync(name, "wx");
      try {
        writers[file]?.(descriptor);
      } finally {
        closeSync(descriptor);
      }
    }
    for (const [file, name] of temporary) {
      current = file;
      renameSync(name, file);
    }
  } catch (cause) {
    for (const name of temporary.values()) rmSync(name, { force: true });
    throw new Error(
      `${path.resolve(current)} cannot be written (${(cause as Error).message}): choose a folder that exists, has room and lets you write.`,
      { cause },
    );
  }
}

function refuseFolder(file: string): void {
  if (statSync(path.resolve(file), { throwIfNoEntry: false })?.isDirectory())
    throw new Error("it is a folder");
}
