import fs from "node:fs";

const { apply } = Reflect; // a cell may put something else there

/** What leads to the kernel's own standard input. Jupyter leaves that empty. */
const places: ReadonlySet<unknown> = new Set([0, "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"]);

const readers = "open openSync read readSync readv readvSync readFile readFileSync createReadStream".split(
  " ",
);

/**
 * Called once, before the functions are exported to ES modules: from then on who reads the input where it lies, past
 * `process.stdin`, is told what to do instead, and does not take the nothing that is there for an answer. To ask, while
 * the code waits for its function to return, would put one question after the other to whoever only reads a file to its
 * end.
 */
export function refuseBareInput(): void {
  for (const holder of [fs, fs.promises] as unknown as Record<string, unknown>[]) {
    for (const name of readers) if (name in holder) holder[name] = refusing(holder[name] as Reader);
  }
}

type Reader = (place: unknown, ...rest: unknown[]) => unknown;

/** Of a stream it may stand among the options. */
function placeOf([place, options]: Parameters<Reader>): unknown {
  return (options as { fd?: unknown } | null | undefined)?.fd ?? place;
}

function refusing(read: Reader): Reader {
  return new Proxy(read, {
    apply(target, self, args: Parameters<Reader>) {
      const place = placeOf(args);
      if (!places.has(place)) return apply(target, self, args);
      const shown = typeof place === "string" ? `"${place}"` : String(place);
      throw new Error(
        `fs.${target.name}(${shown}) finds no input in a cell. await input("Name: ") asks whoever runs the cell ` +
          "for a line; for await (const line of process.stdin) asks for one after the other, until ^D is typed.",
      );
    },
  });
}
