import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, openSync, rmSync, statfsSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Linux keeps the files of this folder in memory, so nothing waits for a disk. */
const IN_MEMORY = "/dev/shm";

/**
 * Writes a file, at once, and has it used; then removes it. It is gone too where the process is killed meanwhile.
 *
 * @throws Error that names the folder if the file cannot be written
 */
export async function withScratchFile<T>(
  bytes: number,
  write: (file: number) => void,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const folder = folderFor(bytes);
  const file = path.join(folder, `convbook-${randomUUID()}`);
  const removeNow = removedWithThisProcess(file);
  try {
    try {
      writeFile(file, write);
    } catch (cause) {
      throw new Error(
        `A file of ${Math.ceil(bytes / 1e6)} MB, needed for a moment, cannot be written to ${folder} ` +
          `(${(cause as Error).message}): free some space there, or set TMPDIR to another folder.`,
        { cause },
      );
    }
    return await use(file);
  } finally {
    removeNow();
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

/**
 * Removes the file when called, or else when this process ends, however that comes about: a shell waits for its end of a
 * pipe to close. (The file cannot go earlier: ONNX Runtime opens it by its name.)
 */
function removedWithThisProcess(file: string): () => void {
  const shell = spawn("sh", ["-c", 'cat; rm -f "$0"', file], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true, // Ctrl-C in a terminal is not for it
  });
  shell.on("error", () => undefined); // Without it, the file of a killed process stays.
  shell.unref();
  return () => {
    try {
      rmSync(file, { force: true });
    } catch {
      // It was never made: the error about that is the one to show.
    }
    shell.stdin.destroy();
  };
}
