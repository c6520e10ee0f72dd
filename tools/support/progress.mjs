/** Telling on stderr what a command is at while it is: in a terminal in one line a step, in a file or a pipe in whole lines. */

const { stderr } = process;
const clearRow = "\r\x1b[K";

/** The steps that have begun and not ended. */
const current = new Set();

export function tell(line) {
  if (!stderr.isTTY) return void stderr.write(`${line}\n`);
  stderr.write(`${clearRow}${line}\n`);
  showCurrent();
}

/** Tells that a step begins; returns what tells how it has ended. Steps may overlap, if their titles differ. */
export function tellStep(title) {
  const step = `${title} …`;
  current.add(step);
  if (stderr.isTTY) showCurrent();
  else tell(step);
  return (end) => {
    current.delete(step);
    tell(`${step} ${end}`);
  };
}

/** The terminal's last row is the first of these steps, as much as fits: of more than a row only the last can be cleared. */
function showCurrent() {
  const [step = ""] = current;
  stderr.write(`${clearRow}${step.slice(0, (stderr.columns || Infinity) - 1)}`);
}
