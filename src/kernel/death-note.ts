// A kernel that dies cannot say why. So while it lives it keeps a note of what it does, and Node writes a report where
// JavaScript fails as a whole; the kernel that Jupyter starts in its place, with the same connection file, finds both and
// tells. An orderly end leaves neither.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeSync } from "node:fs";
import { basename, join } from "node:path";
import { dataFolder } from "./data-folder";
import { log } from "./log";

const { stringify } = JSON; // a cell may put something else there

interface Note {
  connectionFile: string;
  /** What the cell that runs is called. */
  cell?: string;
  /** How many processes the system had ended for want of memory when the kernel started. */
  oomKills?: number;
}

/** What is of use here in Node's report of a failure that ends the process; NaN for what is not there. */
interface Report {
  processId: number;
  event: string;
  /** In bytes. */
  memoryLimit: number;
}

export interface DeathNote {
  /** What is to be told of the kernel before this one, if it has died. */
  readonly ofPredecessor?: string;
  /** Notes which cell runs; none when it has ended. */
  readonly write: (cell?: string) => void;
}

const notesFolder = () => dataFolder("running");

/** Begins the note of a kernel that has just started. Nothing that is wrong with `folder` stops the kernel. */
export function keepDeathNote(connectionFile: string, folder = notesFolder()): DeathNote {
  const { note, report } = filesOf(connectionFile, folder);
  const ofPredecessor = obituary(connectionFile, folder);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 }); // Node 20 puts the environment into its reports
    sweep(folder);
    removeDeathNote(connectionFile, folder);
    const file = openSync(note, "w", 0o600);
    const oomKills = countOomKills();
    let longest = 0;
    const write = (cell?: string) => {
      const text = stringify({ connectionFile, oomKills, cell } satisfies Note);
      longest = Math.max(longest, text.length);
      try {
        writeSync(file, text.padEnd(longest), 0);
      } catch {
        // The disk is full: who follows is told of what was noted last.
      }
    };
    write();
    // Not compact: what matters of it has to leave Node's buffer (8 KB) before Node waits for the other threads. No
    // network: Node would ask for the names of all hosts that are connected.
    const options = { reportOnFatalError: true, excludeEnv: true, excludeNetwork: true, compact: false };
    Object.assign(process.report, { ...options, directory: folder, filename: basename(report) });
    return { ofPredecessor, write };
  } catch (error) {
    log(`Should this kernel die, the next one cannot tell why: ${String(error)}`);
    return { ofPredecessor, write: () => undefined };
  }
}

/** Why a kernel that has died did so, as far as it is known; undefined where it has left no note. */
export function causeOfDeath(connectionFile: string, folder = notesFolder()): string | undefined {
  return deathIn(connectionFile, folder)?.cause;
}

/** Whether Node has begun to report that this process, the kernel of that connection file, cannot go on. */
export function isDying(connectionFile: string, folder = notesFolder()): boolean {
  return readReport(filesOf(connectionFile, folder).report)?.processId === process.pid;
}

/** Called in either thread when the kernel is about to end as it should. */
export function removeDeathNote(connectionFile: string, folder = notesFolder()): void {
  for (const file of Object.values(filesOf(connectionFile, folder))) rmSync(file, { force: true });
}

function filesOf(connectionFile: string, folder: string) {
  const name = createHash("sha256").update(connectionFile).digest("hex").slice(0, 16);
  return { note: join(folder, `${name}.json`), report: join(folder, `${name}.report.json`) };
}

/** Removes the notes of kernels that nobody starts again: Jupyter has removed their connection files. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder).filter((name) => /^[0-9a-f]+\.json$/.test(name))) {
    const { connectionFile } = (readJson(join(folder, name)) ?? {}) as Partial<Note>;
    if (connectionFile !== undefined && !existsSync(connectionFile)) removeDeathNote(connectionFile, folder);
  }
}

/** The cell in which a kernel has died, if it was in one, and why. */
function deathIn(connectionFile: string, folder: string): { cell?: string; cause: string } | undefined {
  const { note, report } = filesOf(connectionFile, folder);
  const left = readJson(note) as Note | undefined;
  return left && { cell: left.cell, cause: causeOf(left, readReport(report)) };
}

function obituary(connectionFile: string, folder: string): string | undefined {
  const death = deathIn(connectionFile, folder);
  if (!death) return undefined;
  const { cell, cause } = death;
  const when = cell === undefined ? "while no cell ran" : `while ${cell} ran`;
  return (
    `The kernel before this one ended ${when}: ${cause}.\n` +
    "Its variables are gone; run the cells again from the top.\n"
  );
}

function causeOf({ oomKills }: Note, report: Report | undefined): string {
  if (report?.event.includes("heap out of memory")) {
    const { memoryLimit } = report;
    const limit = memoryLimit > 0 ? ` (heap limit ${(memoryLimit / 1e9).toFixed(1)} GB)` : "";
    return `JavaScript ran out of memory${limit}`;
  }
  if (report) return `Node could not go on (${report.event})`;
  if (oomKills !== undefined && (countOomKills() ?? 0) > oomKills) {
    return "the machine ran out of memory, and the system ended a process, probably this one";
  }
  return "native code crashed, or its process was ended from outside";
}

/** Linux counts them: of a container, where it has a count of its own, or of the machine. */
function countOomKills(): number | undefined {
  for (const file of ["/sys/fs/cgroup/memory.events", "/proc/vmstat"]) {
    const [, count] = /^oom_kill (\d+)$/m.exec(readText(file) ?? "") ?? [];
    if (count !== undefined) return Number(count);
  }
  return undefined;
}

/** Reads what is there before the rest. A report that a cell has asked for is none. */
function readReport(file: string): Report | undefined {
  const text = readText(file) ?? "";
  const [, event] = /"event": ("(?:[^"\\]|\\.)*"),\s*"trigger": "(?:OOM|Fatal)Error"/.exec(text) ?? [];
  if (event === undefined) return undefined;
  const number = (name: string) => Number(new RegExp(`"${name}": (\\d+)`).exec(text)?.[1]);
  return {
    processId: number("processId"),
    event: JSON.parse(event) as string,
    memoryLimit: number("memoryLimit"),
  };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readText(file) ?? "");
  } catch {
    return undefined; // there is none, or its writer was cut short
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
