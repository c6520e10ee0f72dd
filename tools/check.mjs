/** npm run check: what a contributor runs before a commit. */
import { setUp } from "./setup.mjs";
import { readArguments, runCommand } from "./support/command.mjs";
import { inRoot, root } from "./support/paths.mjs";
import { run } from "./support/programs.mjs";

const usage = `npm run check
Checks types, lint and format, then runs the tests; stops at the first of these that fails.`;

const bin = (name) => inRoot("node_modules", ".bin", name);

const steps = [
  // Not .bin/tsc: tslab's own TypeScript has taken that name.
  [
    "types",
    process.execPath,
    inRoot("node_modules", "typescript", "bin", "tsc"),
    "--noEmit",
    "--project",
    root,
  ],
  ["lint", bin("eslint"), "."],
  ["format", bin("prettier"), "--check", "."],
  ["tests", process.execPath, inRoot("tools", "test.mjs")],
];

await runCommand(usage, async (args) => {
  readArguments(args, { most: 0 });
  await setUp();
  for (const [name, program, ...words] of steps) {
    console.log(`check: ${name}`);
    const { code } = await run(program, words, { cwd: root, show: true });
    if (code !== 0) {
      console.error(`check: ${name} failed`);
      return code;
    }
  }
  return 0;
});
