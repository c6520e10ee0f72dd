/** What all commands share: their arguments, what they say when asked for help, how they end. */
import { parseArgs } from "node:util";

import { Problem } from "./problem.mjs";

/** Arguments that a command does not take: its usage is told, too. */
export class Misuse extends Problem {}

/**
 * Runs a command's `main` with the arguments and ends with its exit code; a Problem is one line and exit code 1.
 * Where `--help` is among the arguments, the usage is all that comes.
 *
 * @param {string} usage the command line, then what it does, in a line or a few
 */
export async function runCommand(usage, main) {
  const args = process.argv.slice(2);
  const help = `Usage: ${usage}`;
  if (args.includes("--help")) return console.log(help);
  try {
    process.exitCode = await main(args);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(error.message);
    if (error instanceof Misuse) console.error(help);
    process.exitCode = 1;
  }
}

/**
 * The arguments as `parseArgs` gives them, { values, positionals }. Throws a Misuse for options that are not among these,
 * and for more than `most` other arguments.
 */
export function readArguments(args, { options = {}, most = Infinity } = {}) {
  let read;
  try {
    read = parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    const [sentence] = error.message.split(/\.?\s*(?:\n|\. |$)/); // Node's advice on `--` would be about npm's
    throw new Misuse(`${sentence}.`);
  }
  const extra = read.positionals.slice(most);
  if (extra.length > 0) throw new Misuse(`This is more than the command takes: ${extra.join(" ")}.`);
  return read;
}
