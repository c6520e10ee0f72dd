import type { Work } from "./interrupts/handles";

const { Set } = globalThis; // a cell may put something else there

/** What Node calls it → what it is, and what ends it. */
const names: Partial<Record<string, string>> = {
  Server: "a server (close() ends it)",
  Socket: "a connection (destroy() ends it)",
  ChildProcess: "a program (kill() ends it)",
  Worker: "a thread (terminate() ends it)",
  FSWatcher: "a watcher (close() ends it)",
  StatWatcher: "a watcher (unwatchFile(…) ends it)",
};

/** What cells have left running, in words; empty where none of it has a name, as work that is only not awaited. */
export function nameAll(work: readonly Work[]): string {
  const labels = [...new Set(work.map(({ cell }) => cell.label))];
  const texts = labels.flatMap((label) => {
    const named = work.flatMap(({ cell, what }) => (cell.label === label ? (nameOf(what) ?? []) : []));
    return named.length > 0 ? `${[...new Set(named)].join(", ")} of ${label}` : [];
  });
  return texts.join("; ");
}

interface Named {
  /** Of a timer: milliseconds, where it is an interval. */
  _repeat?: number | null;
  _handle?: object | null;
}

function nameOf(what: Named): string | undefined {
  const kind = what.constructor.name;
  if (kind === "Timeout") {
    return what._repeat ? "an interval (clearInterval(…) ends it)" : "a timer (clearTimeout(…) ends it)";
  }
  const isPipe = what._handle?.constructor.name === "Pipe"; // most often a program's, which is named itself
  return isPipe && kind === "Socket" ? undefined : names[kind];
}
