// What the kernel has worked out once and keeps for its next start, as small files in one folder. Whatever is wrong
// with that folder costs time, nothing else: what cannot be read is missing, what cannot be written is not kept.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { threadId } from "node:worker_threads";

/** Writes between two looks at how much has gathered. */
const writesBetweenLooks = 100;

/** @param most files that are kept about (the oldest go); a few writes more may gather before that is looked at */
export function openCache(folder, most = 2000) {
  let writes = 0;

  function read(name) {
    try {
      const [, checksum, text] = /^(\w+)\n(.*)$/s.exec(readFileSync(join(folder, name), "utf8"));
      return checksum === hash(text) ? text : undefined;
    } catch {
      return undefined;
    }
  }

  function write(name, text) {
    const file = join(folder, name);
    const unfinished = `${file}.${process.pid}-${threadId}`;
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(unfinished, `${hash(text)}\n${text}`);
      renameSync(unfinished, file); // in one step: others may read or write it now
      if (writes++ % writesBetweenLooks === 0) removeOldest();
    } catch {
      // A full disk, a folder that is read-only.
    }
  }

  function removeOldest() {
    const files = readdirSync(folder).map((name) => join(folder, name));
    if (files.length <= most) return;
    const age = new Map(files.map((file) => [file, statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0]));
    files.sort((a, b) => age.get(b) - age.get(a));
    for (const file of files.slice(most)) rmSync(file, { force: true });
  }

  return { read, write };
}

export function hash(text) {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
