/** npm run check: what a contributor runs before a commit. Stops at the first step that fails. */
import { setUp } from "./setup.mjs";
import { inRoot, root } from "./support/paths.mjs";
import { runCommand } from "./support/problem.mjs";
import { run } from "./support/programs.mjs";

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

await runCommand(async () => {
  await setUp();
  for (const [name, program, ...args] of steps) {
    console.log(`check: ${name}`);
    const { code } = await run(program, args, { cwd: root, show: true });
    if (code !== 0) {
      console.error(`check: ${name} failed`);
      return code;
    }
  }
  return 0;
});
