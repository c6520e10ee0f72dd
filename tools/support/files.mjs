/** Files that are whole or not there: what Ctrl-C interrupts never looks finished. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statfsSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { Problem } from "./problem.mjs";
import { root } from "./paths.mjs";

/** Writes a file under a passing name and renames it, so that it is never seen half written. */
export function writeWhole(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.partial`;
  writeFileSync(partial, content);
  renameSync(partial, path);
}

/** The file's text, or undefined where there is none. */
export function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** A short fingerprint of texts: two different lists never share one. */
export function fingerprint(...texts) {
  return createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 16);
}

/** Throws a Problem when the project's disk has less free space than a step needs. */
export function needDisk(gigabytes, what) {
  const { bavail, bsize } = statfsSync(root);
  const free = (bavail * bsize) / 1e9;
  if (free < gigabytes) {
    throw new Problem(
      `${what} needs ${gigabytes} GB of free disk and ${free.toFixed(1)} GB is left: free some and run again.`,
    );
  }
}
