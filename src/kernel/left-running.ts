import type { Work } from "./interrupts/handles";

const { Set } = globalThis; // a cell may put something else there

/** The class that Node makes it of → what it is, and what ends it. */
const names: Partial<Record<string, string>> = {
  Interval: "an interval (clearInterval(…) ends it)",
  Timeout: "a timer (clearTimeout(…) ends it)",
  Server: "a server (close() ends it)",
  Socket: "a connection (destroy() ends it)",
  Datagrams: "a socket for datagrams (close() ends it)",
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
  if (what._repeat) return names["Interval"];
  const kind = classesOf(what).find((name) => names[name] !== undefined);
  if (kind === "Socket" && !("destroy" in what)) return names["Datagrams"];
  const isPipe = what._handle?.constructor.name === "Pipe"; // most often a program's, which is named itself
  return kind === undefined || (isPipe && kind === "Socket") ? undefined : names[kind];
}

/** The names of an object's class and of those that it extends: a `TLSSocket` is a `Socket`. */
function classesOf(object: object): string[] {
  const prototype = Object.getPrototypeOf(object) as object | null;
  return prototype === null ? [] : [prototype.constructor.name, ...classesOf(prototype)];
}
