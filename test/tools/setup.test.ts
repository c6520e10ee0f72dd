import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { runProgram, temporaryFolder } from "../support/notebook";
import { python, root } from "../support/paths";

const libraries = join(root, ".cache", "tensorflow");
const needsLibrary = { skip: existsSync(libraries) ? false : "TensorFlow's C library is not set up here" };

/** A copy of the project in which all steps are done but the last, the addon; without Python where asked. */
function copyWithoutAddon(t: TestContext, { withPython = true } = {}): string {
  const copy = temporaryFolder(t);
  const files = [
    "tools",
    "package.json",
    "package-lock.json",
    "requirements.txt",
    "node_modules/.package-lock.json",
  ];
  for (const file of files) cpSync(join(root, file), join(copy, file), { recursive: true });
  symlinkSync(join(root, ".cache"), join(copy, ".cache"));
  if (withPython) {
    mkdirSync(join(copy, ".venv", "bin"), { recursive: true });
    symlinkSync(python, join(copy, ".venv", "bin", "python"));
    cpSync(join(root, ".venv", "convbook.stamp"), join(copy, ".venv", "convbook.stamp"));
  }
  return copy;
}

const setUp = (project: string, env: NodeJS.ProcessEnv) =>
  runProgram(process.execPath, [join(project, "tools", "setup.mjs")], { PATH: "/nowhere", ...env });

/** A program that notes that it started and then takes its time. */
function writeSlowCompiler(folder: string): string {
  const compiler = join(folder, "slow-compiler");
  writeFileSync(compiler, `#!/bin/sh\n: > ${join(folder, "started")}\nexec /bin/sleep 60\n`);
  chmodSync(compiler, 0o755);
  return compiler;
}

test("a second set-up changes nothing and takes less than 2 s", async () => {
  const made = [
    ".venv/convbook.stamp",
    ".venv/share/jupyter/kernels/tslab/kernel.json",
    "node_modules/.package-lock.json",
  ];
  const times = () => made.map((file) => statSync(join(root, file)).mtimeMs);
  const before = times();
  const started = performance.now();
  const { code, stderr } = await runProgram(process.execPath, [join(root, "tools", "setup.mjs")]);
  assert.equal(code, 0, stderr);
  assert.ok(performance.now() - started < 2000);
  assert.deepEqual(times(), before);
});

test(
  "no compiler: one line says what to install and what works without it; set-up goes on",
  needsLibrary,
  async (t) => {
    const { code, stderr } = await setUp(copyWithoutAddon(t), {});
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /^No TensorFlow: no C\+\+ compiler was found: install one \(.+\) and run again\. .*wasm.*$/m,
    );
  },
);

test("a compiler that fails is told in one line; set-up goes on", needsLibrary, async (t) => {
  const { code, stderr } = await setUp(copyWithoutAddon(t), { CXX: "/bin/false" });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^No TensorFlow: \/bin\/false failed.*wasm.*$/m);
});

test("no Python: one line says what to install and what works without it; exit code 1", async (t) => {
  const { code, stderr } = await setUp(copyWithoutAddon(t, { withPython: false }), {});
  assert.equal(code, 1);
  assert.match(stderr, /^No Python 3\.10 or later on PATH: install it .* src .*$/m);
});

test(
  "interrupted while compiling: exit code 130, and nothing that looks finished",
  needsLibrary,
  async (t) => {
    const copy = copyWithoutAddon(t);
    const compiler = writeSlowCompiler(copy);
    const child = spawn(process.execPath, [join(copy, "tools", "setup.mjs")], {
      env: { CXX: compiler },
      stdio: "ignore",
    });
    while (!existsSync(join(copy, "started"))) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    const [code] = (await once(child, "exit")) as [number];
    assert.equal(code, 130);
    const folder = join(copy, "node_modules", "@tensorflow", "tfjs-node-gpu", "lib", "napi-v8");
    assert.equal(existsSync(join(folder, "tfjs_binding.node")), false);
    assert.match((await setUp(copy, {})).stderr, /compiling/, "the next run takes the step up again");
  },
);

test(".ci/run runs npm test", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "npm"), '#!/bin/sh\necho "npm $*"\n');
  chmodSync(join(folder, "npm"), 0o755);
  const path = `${folder}:${process.env.PATH ?? ""}`;
  const { code, stdout } = await runProgram(join(root, ".ci", "run"), [], { PATH: path });
  assert.equal(code, 0);
  assert.equal(stdout, "npm test\n");
});
