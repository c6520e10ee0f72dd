import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, openSync, rmSync, statfsSync } from "node:fs";
import type { Socket } from "node:net";
import os from "node:os";
import path from "node:path";
import type { Writable } from "node:stream";
import { uninterruptible } from "../../notebook/uninterruptible";

/** Linux keeps the files of this folder in memory, so nothing waits for a disk. */
const IN_MEMORY = "/dev/shm";

/**
 * Writes a file, at once, and has it used; then removes it. It is gone too where the process is killed meanwhile. No interrupt
 * comes between the writing and the use.
 *
 * @param use begins at once too; `remove` lets go of the file before the promise is fulfilled
 * @throws Error that names the folder if the file cannot be written
 */
export async function withScratchFile<T>(
  bytes: number,
  write: (file: number) => void,
  use: (path: string, remove: () => void) => Promise<T>,
): Promise<T> {
  const folder = folderFor(bytes);
  const file = path.join(folder, `convbook-${process.pid}-${randomUUID()}`);
  const remove = () => removeIfThere(file);
  removeWithThisProcess(file);
  try {
    return await uninterruptible(() => {
      try {
        writeFile(file, write);
      } catch (cause) {
        throw new Error(
          `A file of ${Math.ceil(bytes / 1e6)} MB, needed for a moment, cannot be written to ${folder} ` +
            `(${(cause as Error).message}): free some space there, or set TMPDIR to another folder.`,
          { cause },
        );
      }
      return use(file, remove);
    });
  } finally {
    remove();
  }
}

/** In memory where there is room for it four times: the engine, too, holds the weights twice while it loads. */
function folderFor(bytes: number): string {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    if (bavail * bsize > bytes && process.availableMemory() > 4 * bytes) return IN_MEMORY;
  } catch {
    // There is no such folder outside of Linux.
  }
  return os.tmpdir();
}

function writeFile(file: string, write: (file: number) => void): void {
  const descriptor = openSync(file, "wx", 0o600);
  try {
    write(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function removeIfThere(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It was never made: the error about that is the one to show.
  }
}

/** Waits for its end of a pipe to close, however that comes about, and removes the files that it was told of. */
const REMOVER = 'while IFS= read -r file; do set -- "$@" "$file"; done; rm -f -- "$@"';

let remover: Writable | undefined;

/**
 * Removes the file, if it is still there, when this process ends, killed or not. (The file cannot go earlier: ONNX Runtime
 * opens it by its name.) One shell does it for all files, since a process with large weights takes long to start another.
 */
function removeWithThisProcess(file: string): void {
  remover ??= startRemover();
  remover.write(`${file}\n`);
}

function startRemover(): Writable {
  const shell = spawn("sh", ["-c", REMOVER], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true, // Ctrl-C in a terminal is not for it
  });
  const forget = () => (remover = undefined); // Without it, the file of a killed process stays.
  shell.on("error", forget).on("exit", forget).unref();
  shell.stdin.on("error", forget);
  (shell.stdin as unknown as Socket).unref();
  return shell.stdin;
}
