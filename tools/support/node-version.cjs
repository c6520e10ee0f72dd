/**
 * Ends a command at once, with one sentence, under a Node that package.json does not name.
 *
 * The commands load it ahead of themselves (node -r): an older Node cannot even read their modules. For the same reason
 * this file keeps to what Node 6 understands.
 */
const console = require("console");
const process = require("process");

const { engines } = require("../../package.json");

/** Whether a range, "^22.13.0" (that major version) or ">=24.0.0" (later ones, too), has this version. */
function includes(range, [major, minor]) {
  const [, kind, least, leastMinor] = /(\^|>=)(\d+)\.(\d+)/.exec(range);
  return major === Number(least) ? minor >= Number(leastMinor) : kind === ">=" && major > Number(least);
}

const ranges = engines.node.split(" || ");
const version = process.versions.node.split(".").map(Number);
if (!ranges.some((range) => includes(range, version))) {
  const wanted = ranges.map((range) => {
    const [, kind, least, major] = /(\^|>=)((\d+)\.\d+)/.exec(range);
    return `${least} or a later ${kind === "^" ? major : "one"}`;
  });
  console.error(
    `convbook needs Node ${wanted.join(", or ")}, and this is ${process.versions.node}: install Node 24 (https://nodejs.org; with nvm: nvm install 24) and run again.`,
  );
  process.exit(1);
}
