import { Buffer } from "node:buffer";
import { mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { log } from "../log";

const { stringify } = JSON; // a cell may put something else there

/** A cell that was run. */
export interface Entry {
  session: number;
  /** The cell's execution count. */
  line: number;
  input: string;
  /** Its result as text. */
  output?: string;
}

/** What one line of a session's file says of a cell: first its input, then, if there is one, its output. */
export type Note = { line: number; input: string } | { line: number; output: string };

/** How much is kept; the oldest sessions go first. */
export interface Limits {
  sessions: number;
  bytes: number;
  /** What a session has to tell beyond this, it alone remembers. */
  bytesOfSession: number;
}

const usual: Limits = { sessions: 1000, bytes: 16_000_000, bytesOfSession: 1_000_000 };

/** The sessions of one user's kernels, each in a file of its own: two kernels never write to the same one. */
export interface Sessions {
  /** The numbers of those that are kept, in ascending order. */
  numbers(): number[];
  read(session: number): Entry[];
  /** Begins a session, under the next number. */
  begin(): Session;
}

export interface Session {
  readonly number: number;
  write(note: Note): void;
}

/**
 * Nothing that is wrong with `folder` stops the kernel: what cannot be read is left out, what cannot be written is not
 * kept, and the log says so once.
 */
export function openSessions(folder: string, limits = usual): Sessions {
  const fileOf = (session: number) => join(folder, `${session}.jsonl`);
  let told = false;

  function tell(error: unknown): void {
    if (!told) log(`The history of this session is not kept in ${folder}: ${String(error)}`);
    told = true;
  }

  function numbers(): number[] {
    try {
      const names = readdirSync(folder).map((name) => /^([1-9]\d*)\.jsonl$/.exec(name)?.[1]);
      return names.flatMap((name) => (name === undefined ? [] : Number(name))).sort((a, b) => a - b);
    } catch {
      return []; // there is none yet
    }
  }

  /** Creates the next session's file; a kernel that starts at the same time may be faster. */
  function create(): { number: number; file?: number } {
    let number = (numbers().at(-1) ?? 0) + 1;
    for (;;) {
      try {
        mkdirSync(folder, { recursive: true });
        return { number, file: openSync(fileOf(number), "ax", 0o600) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") {
          number++;
        } else {
          tell(error);
          return { number };
        }
      }
    }
  }

  function removeOldest(): void {
    let bytes = 0;
    for (const [age, number] of numbers().reverse().entries()) {
      bytes += statSync(fileOf(number), { throwIfNoEntry: false })?.size ?? 0;
      if (age >= limits.sessions || bytes > limits.bytes) rmSync(fileOf(number), { force: true });
    }
  }

  return {
    numbers,
    read: (session) => entriesOf(session, readLines(fileOf(session))),
    begin() {
      const { number, file } = create();
      try {
        removeOldest();
      } catch (error) {
        tell(error);
      }
      let left = limits.bytesOfSession;
      return {
        number,
        write(note) {
          // The line break comes first: what a full disk or a crash has cut off spoils no more than itself.
          const line = Buffer.from(`\n${stringify(note)}`);
          if (file === undefined || line.length > left) return;
          left -= line.length;
          try {
            if (writeSync(file, line) < line.length) throw new Error("The disk is full.");
          } catch (error) {
            tell(error);
          }
        },
      };
    },
  };
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return []; // not to be read, or removed just now
  }
}

function entriesOf(session: number, lines: readonly string[]): Entry[] {
  const entries = new Map<number, Entry>();
  for (const note of lines.flatMap(parsed)) {
    if ("input" in note) {
      entries.set(note.line, { session, ...note });
    } else {
      const entry = entries.get(note.line);
      if (entry) entry.output = note.output;
    }
  }
  return [...entries.values()];
}

function parsed(line: string): Note[] {
  try {
    const value: unknown = JSON.parse(line);
    return isNote(value) ? [value] : [];
  } catch {
    return []; // half a line
  }
}

function isNote(value: unknown): value is Note {
  if (typeof value !== "object" || value === null || !("line" in value)) return false;
  const text = "input" in value ? value.input : "output" in value ? value.output : undefined;
  return typeof value.line === "number" && typeof text === "string";
}
