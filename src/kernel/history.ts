/** Input of this session, as `history_request` asks for it. */
export interface HistoryRequest {
  hist_access_type: "tail" | "range" | "search";
  n?: number;
  start?: number;
  stop?: number | null;
  /** With `*` and `?` as in file names. */
  pattern?: string;
  unique?: boolean;
}

type Entry = [session: number, line: number, input: string];

/** The current session's number, relative as the protocol wants it. */
const currentSession = 0;

export class History {
  private readonly entries: Entry[] = [];

  add(line: number, input: string): void {
    this.entries.push([currentSession, line, input]);
  }

  find({ hist_access_type, n, start = 0, stop, pattern = "*", unique = false }: HistoryRequest): Entry[] {
    if (hist_access_type === "range") {
      return this.entries.filter(([, line]) => line >= start && line < (stop ?? Infinity));
    }
    if (hist_access_type === "tail") return lastOf(this.entries, n);
    const matches = this.entries.filter(([, , input]) => globToRegExp(pattern).test(input));
    return lastOf(unique ? withoutRepeats(matches) : matches, n);
  }
}

function lastOf(entries: Entry[], n = Infinity): Entry[] {
  return entries.slice(Math.max(0, entries.length - n));
}

/** Keeps the latest of equal inputs. */
function withoutRepeats(entries: Entry[]): Entry[] {
  const latest = new Map(entries.map((entry) => [entry[2], entry]));
  return entries.filter((entry) => latest.get(entry[2]) === entry);
}

function globToRegExp(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/\*/g, ".*").replace(/\?/g, ".")}$`, "s");
}
