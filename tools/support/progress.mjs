/** Telling what a command is at while it is: on stderr, and in the file or pipe that keeps its output, if there is one. */

/** `2> log`, `&> log` or else `> log`; undefined where all goes to a terminal. */
const log = [process.stderr, process.stdout].find((stream) => !stream.isTTY);

export function tell(line) {
  for (const stream of new Set([process.stderr, log])) stream?.write(`${line}\n`);
}

/** Tells that a step begins; returns what tells how it has ended: in a terminal on the same line, elsewhere on another. */
export function tellStep(title) {
  if (process.stderr.isTTY) process.stderr.write(`${title} … `);
  log?.write(`${title} …\n`);
  return (end) => {
    if (process.stderr.isTTY) process.stderr.write(`${end}\n`);
    log?.write(`${title} … ${end}\n`);
  };
}
