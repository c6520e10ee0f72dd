import os from "node:os";
import { parseArgs } from "node:util";
import { wholeNumber } from "../../src/arguments/checks";

/** What the command line gives to every benchmark. */
export interface Options {
  /** The Python that has the peers; without it our own engines are measured alone. */
  python?: string;
  /** With which every engine computes, by default all cores. */
  threads: number;
}

/** @throws RangeError if `threads` is not a whole number of at least 1, TypeError for an option that is unknown */
export function options(args: readonly string[] = process.argv.slice(2)): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { python: { type: "string" }, threads: { type: "string" } },
  });
  const threads =
    values.threads === undefined
      ? os.availableParallelism()
      : wholeNumber("--threads", Number(values.threads));
  return { python: values.python, threads };
}
