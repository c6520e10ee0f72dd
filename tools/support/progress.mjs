/** Telling on stderr what a command is at while it is: in a terminal in one line a step, in a file or a pipe in whole lines. */

const { stderr } = process;

export function tell(line) {
  stderr.write(`${line}\n`);
}

/** Tells that a step begins; returns what tells how it has ended. */
export function tellStep(title) {
  stderr.write(stderr.isTTY ? `${title} … ` : `${title} …\n`);
  return (end) => void stderr.write(stderr.isTTY ? `${end}\n` : `${title} … ${end}\n`);
}
