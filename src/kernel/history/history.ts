import { matcher } from "./glob";
import type { Entry, Session, Sessions } from "./sessions";

/** What `history_request` asks for. */
export interface HistoryRequest {
  /** `tail`, `range` or `search`; of anything else nothing is found. */
  hist_access_type: string;
  /** Pairs of input and output, instead of inputs? */
  output?: boolean;
  /** For `tail` and `search`: the last n. */
  n?: number | null;
  /** For `range`: 0 for this session, -1 for the one before … */
  session?: number;
  start?: number;
  /** One after the last line; 0 or nothing: to the end. */
  stop?: number | null;
  /** With `*` and `?` as in file names. */
  pattern?: string;
  /** Of equal inputs the last alone? */
  unique?: boolean;
}

/** How an entry is told; `null` where there was no output. */
export type HistoryTuple = [
  session: number,
  line: number,
  input: string | [input: string, output: string | null],
];

/** How many of the last cells a request gets that does not say it; as IPython does it. */
const usualTail = 10;
/** Characters of an output that are kept. */
const longestOutput = 10_000;

/** The cells that this user has run: in this session, and in those before it. */
export class History {
  private readonly own: Entry[] = [];
  /** Begins with the first cell: a kernel that runs none leaves nothing. */
  private session: Session | undefined;

  constructor(private readonly sessions: Sessions) {}

  add(line: number, input: string): void {
    this.session ??= this.sessions.begin();
    this.own.push({ session: this.session.number, line, input });
    this.session.write({ line, input });
  }

  /** Adds the output of the cell that was added last. */
  addOutput(text: string): void {
    const last = this.own.at(-1);
    if (!last) return;
    last.output = text.slice(0, longestOutput);
    this.session?.write({ line: last.line, output: last.output });
  }

  find(request: HistoryRequest): HistoryTuple[] {
    return this.entries(request).map(({ session, line, input, output }) => [
      session,
      line,
      request.output ? [input, output ?? null] : input,
    ]);
  }

  private entries({
    hist_access_type,
    n,
    session = 0,
    start = 0,
    stop,
    pattern = "*",
    unique = false,
  }: HistoryRequest): Entry[] {
    if (hist_access_type === "range") {
      const end = stop || Infinity;
      return this.ofSession(session).filter(({ line }) => line >= start && line < end);
    }
    if (hist_access_type === "tail") return this.last(n ?? usualTail);
    if (hist_access_type !== "search") return [];
    const matches = matcher(pattern);
    const found = this.last(Infinity).filter(({ input }) => matches(input));
    return lastOf(unique ? withoutRepeats(found) : found, n ?? Infinity);
  }

  private ofSession(session: number): Entry[] {
    const current = this.session?.number ?? (this.sessions.numbers().at(-1) ?? 0) + 1;
    const number = session > 0 ? session : current + session;
    return number === current ? this.own : this.sessions.read(number);
  }

  /** The last n entries; those of this session come last, whatever other kernels run at the same time. */
  private last(n: number): Entry[] {
    let found = this.own;
    for (const session of this.sessions.numbers().reverse()) {
      if (found.length >= n) break;
      if (session !== this.session?.number) found = [...this.sessions.read(session), ...found];
    }
    return lastOf(found, n);
  }
}

function lastOf(entries: Entry[], n: number): Entry[] {
  return entries.slice(Math.max(0, entries.length - n));
}

/** Keeps the last of equal inputs. */
function withoutRepeats(entries: Entry[]): Entry[] {
  const latest = new Map(entries.map((entry) => [entry.input, entry]));
  return entries.filter((entry) => latest.get(entry.input) === entry);
}
