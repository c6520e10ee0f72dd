import assert from "node:assert/strict";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { runProgram, temporaryFolder } from "../support/notebook";
import { root } from "../support/paths";

/** Package → the versions that a requirements file pins, of which some hold for some Pythons only. */
function pins(file: string): Map<string, Set<string>> {
  const versions = new Map<string, Set<string>>();
  for (const line of readFileSync(join(root, file), "utf8").split("\n")) {
    const [, name, version] = /^([\w.-]+)==([^\s;]+)/.exec(line) ?? [];
    if (name && version) versions.set(name, (versions.get(name) ?? new Set()).add(version));
  }
  return versions;
}

test("the tests' Python packages ask for no other version of what the course pins", () => {
  const course = pins("requirements.txt");
  const shared = [...pins("requirements-test.txt")].filter(([name]) => course.has(name));
  assert.ok(shared.length > 0, "the two lists have packages in common");
  for (const [name, versions] of shared) {
    for (const version of versions) assert.ok(course.get(name)?.has(version), `${name} ${version}`);
  }
});

/** A copy of the project's set-up in which pip does what the given shell lines say, run with the tests' step alone. */
function provide(t: TestContext, pip: string) {
  const copy = temporaryFolder(t);
  for (const file of ["tools", "requirements.txt", "requirements-test.txt"]) {
    cpSync(join(root, file), join(copy, file), { recursive: true });
  }
  const python = join(copy, ".venv", "bin", "python");
  mkdirSync(join(copy, ".venv", "bin"), { recursive: true });
  writeFileSync(python, `#!/bin/sh\n${pip}\n`);
  chmodSync(python, 0o755);
  cpSync(join(root, ".venv", "convbook.stamp"), join(copy, ".venv", "convbook.stamp"));
  const script = join(copy, "provide.mjs");
  writeFileSync(
    script,
    `import { carryOut } from "./tools/setup.mjs";
     import { testPackages } from "./tools/setup/testPackages.mjs";
     if (!testPackages.isDone()) await carryOut(testPackages);
     console.log(testPackages.isDone());`,
  );
  const run = () => runProgram(process.execPath, [script]);
  return { run, stamp: join(copy, ".venv", "convbook-test.stamp") };
}

test("pip fails on the tests' packages: one line says why and what is skipped, and the command goes on", async (t) => {
  const { run, stamp } = provide(t, 'echo "ERROR: No matching distribution found for onnx" >&2; exit 1');
  const { code, stdout, stderr } = await run();
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    /^Not all that the tests ask of Python: pip install failed: ERROR: No matching .* skipped\.$/m,
  );
  assert.equal(stdout, "false\n");
  assert.equal(existsSync(stamp), false, "the next run takes the step up again");
});

test("the tests' packages are installed once", async (t) => {
  const { run, stamp } = provide(t, "exit 0");
  assert.match((await run()).stderr, /Python packages for the tests/);
  assert.ok(existsSync(stamp));
  assert.equal((await run()).stderr, "", "the second time there is nothing to do");
});
