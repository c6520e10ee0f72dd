/** npm test: the tests, after set-up. */
import { availableParallelism } from "node:os";

import { provideChromium } from "./chromium.mjs";
import { setUp } from "./setup.mjs";
import { testPackages } from "./setup/testPackages.mjs";
import { Misuse, runCommand } from "./support/command.mjs";
import { run } from "./support/programs.mjs";
import { selectFiles } from "./support/select.mjs";
import { runTypeScript } from "./support/typescript.mjs";

const usage = `npm test [-- part of a name …] [--option of Node's test runner …]
Runs the test files in test/ whose path has one of these parts; all without one.`;

/** Test files at a time: one a core, but no more than memory takes, since some of them hold large networks. */
const concurrency = Math.min(availableParallelism(), 4);

await runCommand(usage, async (args) => {
  const options = args.filter((arg) => arg.startsWith("-"));
  const files = selectFiles(
    "test",
    ".test.ts",
    args.filter((arg) => !arg.startsWith("-")),
  );
  await needKnown(options);
  await setUp([testPackages]);
  await provideChromium();
  return runTypeScript(
    "--test",
    "--test-reporter=spec",
    `--test-concurrency=${concurrency}`,
    ...options,
    ...files,
  );
});

/** Throws a Misuse with Node's own words where it does not know one of its options. */
async function needKnown(options) {
  const { code, stderr } = await run(process.execPath, ["--test", ...options, "--version"]);
  if (code !== 0) throw new Misuse(`${stderr.trim()}.`);
}
