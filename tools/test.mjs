/** npm test [-- part of a name …] [--option of Node's test runner …]: the tests, after set-up. */
import { availableParallelism } from "node:os";

import { provideChromium } from "./chromium.mjs";
import { setUp } from "./setup.mjs";
import { testPackages } from "./setup/testPackages.mjs";
import { runCommand } from "./support/problem.mjs";
import { selectFiles } from "./support/select.mjs";
import { runTypeScript } from "./support/typescript.mjs";

/** Test files at a time: one a core, but no more than memory takes, since some of them hold large networks. */
const concurrency = Math.min(availableParallelism(), 4);

await runCommand(async () => {
  const args = process.argv.slice(2);
  const options = args.filter((arg) => arg.startsWith("-"));
  const files = selectFiles(
    "test",
    ".test.ts",
    args.filter((arg) => !arg.startsWith("-")),
  );
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
