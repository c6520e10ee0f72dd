// What the kernel has worked out once and keeps for its next start, as small files in one folder. Whatever is wrong
// with that folder costs time, nothing else: what cannot be read is missing, what cannot be written is not kept.
const { Buffer } = require("node:buffer");
const { createHash } = require("node:crypto");
const {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require("node:fs");
const { join } = require("node:path");
const process = require("node:process");
const { threadId } = require("node:worker_threads");

/** Writes between two looks at how much has gathered. */
const writesBetweenLooks = 100;

/**
 * @param most files that are kept about (the oldest go); a few writes more may gather before that is looked at
 * @param mode who may read the files, but for what the user's umask takes away
 */
function openCache(folder, most = 2000, mode = 0o666) {
  let writes = 0;

  function readBytes(name) {
    try {
      const kept = readFileSync(join(folder, name));
      const end = kept.indexOf("\n");
      const bytes = kept.subarray(end + 1);
      return kept.toString("latin1", 0, end) === hash(bytes) ? bytes : undefined;
    } catch {
      return undefined;
    }
  }

  function writeBytes(name, bytes) {
    const file = join(folder, name);
    const unfinished = `${file}.${process.pid}-${threadId}`;
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(unfinished, Buffer.concat([Buffer.from(`${hash(bytes)}\n`), bytes]), { mode });
      renameSync(unfinished, file); // in one step: others may read or write it now
      if (writes++ % writesBetweenLooks === 0) removeOldest();
    } catch {
      // A full disk, a folder that is read-only.
    }
  }

  function removeOldest() {
    const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    const files = entries.map(({ name }) => join(folder, name));
    if (files.length <= most) return;
    const age = new Map(files.map((file) => [file, statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0]));
    files.sort((a, b) => age.get(b) - age.get(a));
    for (const file of files.slice(most)) rmSync(file, { force: true });
  }

  return {
    read: (name) => readBytes(name)?.toString(),
    write: (name, text) => writeBytes(name, Buffer.from(text)),
    readBytes,
    writeBytes,
  };
}

/** @param content a text, or bytes */
function hash(content) {
  return createHash("sha256").update(content).digest("hex").slice(0, 32);
}

module.exports = { hash, openCache };
