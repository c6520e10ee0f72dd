import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
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
  mkdirSync(join(copy, ".cache"));
  for (const made of ["tensorflow", "kernel"])
    symlinkSync(join(root, ".cache", made), join(copy, ".cache", made));
  if (withPython) {
    mkdirSync(join(copy, ".venv", "bin"), { recursive: true });
    mkdirSync(join(copy, ".venv", "lib", "python3", "site-packages"), { recursive: true });
    symlinkSync(python, join(copy, ".venv", "bin", "python"));
    cpSync(join(root, ".venv", "convbook.stamp"), join(copy, ".venv", "convbook.stamp"));
  }
  return copy;
}

const setUp = (project: string, env: NodeJS.ProcessEnv) =>
  runProgram(process.execPath, [join(project, "tools", "setup.mjs")], { PATH: "/nowhere", ...env });

function writeProgram(folder: string, name: string, script: string): string {
  const program = join(folder, name);
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  return program;
}

async function appears(file: string): Promise<void> {
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 20));
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

test("packages and Python are seen to side by side; what each lacks is told", async (t) => {
  const copy = copyWithoutAddon(t, { withPython: false });
  rmSync(join(copy, "node_modules", ".package-lock.json"));
  const programs = temporaryFolder(t);
  const meet = (own: string, other: string) =>
    `: > ${join(copy, own)}; n=0
     until [ -e ${join(copy, other)} ] || [ $n = 200 ]; do /bin/sleep 0.05; n=$((n + 1)); done
     [ -e ${join(copy, other)} ] && echo met >> ${join(copy, "log")}`;
  writeProgram(
    programs,
    "npm",
    `${meet("npm-began", "python-began")}\necho "npm error it is away" >&2; exit 1`,
  );
  writeProgram(programs, "python3", `${meet("python-began", "npm-began")}\necho 2 7`);
  const { code, stderr } = await setUp(copy, { PATH: programs });
  assert.equal(code, 1);
  assert.equal(readFileSync(join(copy, "log"), "utf8"), "met\nmet\n");
  assert.match(stderr, /^npm ci failed: it is away\nNo Python 3\.10 or later on PATH/m);
});

test(
  "interrupted while compiling: exit code 130, and nothing that looks finished",
  needsLibrary,
  async (t) => {
    const copy = copyWithoutAddon(t);
    const compiler = writeProgram(copy, "slow-compiler", `: > ${join(copy, "started")}\nexec /bin/sleep 60`);
    const child = spawn(process.execPath, [join(copy, "tools", "setup.mjs")], {
      env: { CXX: compiler },
      stdio: "ignore",
    });
    await appears(join(copy, "started"));
    child.kill("SIGINT");
    const [code] = (await once(child, "exit")) as [number];
    assert.equal(code, 130);
    const folder = join(copy, "node_modules", "@tensorflow", "tfjs-node-gpu", "lib", "napi-v8");
    assert.equal(existsSync(join(folder, "tfjs_binding.node")), false);
    assert.match((await setUp(copy, {})).stderr, /compiling/, "the next run takes the step up again");
  },
);

test(
  "two set-ups at once: the second says that it waits, and works when the first is done",
  needsLibrary,
  async (t) => {
    const copy = copyWithoutAddon(t);
    const log = join(copy, "log");
    // After 10 s it goes on without a word, so that a failed test ends.
    const script = `echo start >> ${log}; n=0
    until [ -e ${join(copy, "go")} ] || [ $n = 200 ]; do /bin/sleep 0.05; n=$((n + 1)); done
    echo end >> ${log}; exit 1`;
    const env = { CXX: writeProgram(copy, "waiting-compiler", script) };
    const first = setUp(copy, env);
    await appears(log);
    const second = spawn(process.execPath, [join(copy, "tools", "setup.mjs")], { env });
    const ended = once(second, "exit");
    const [line] = (await once(second.stderr, "data")) as [Buffer];
    assert.match(String(line), /^set-up: process \d+ is at it in this folder, waiting/);
    assert.equal(readFileSync(log, "utf8"), "start\n");
    writeFileSync(join(copy, "go"), "");
    assert.equal((await first).code, 0);
    assert.deepEqual(await ended, [0, null]);
    assert.equal(readFileSync(log, "utf8"), "start\nend\nstart\nend\n");
    assert.equal(existsSync(join(copy, ".cache", "setup.lock")), false);
  },
);

test(
  "an environment of an older version is brought up to date, not made anew, and what is missing is added",
  needsLibrary,
  async (t) => {
    const copy = copyWithoutAddon(t);
    const environment = join(copy, ".venv");
    const log = join(copy, "log");
    rmSync(join(environment, "bin", "python"));
    writeProgram(join(environment, "bin"), "python", `echo "$@" >> ${log}`);
    writeFileSync(join(environment, "convbook.stamp"), "of an older requirements.txt");
    const { code, stderr } = await setUp(copy, {});
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /^set-up: Python environment \.venv \(as requirements\.txt has changed\) … [\d.]+ s$/m,
    );
    assert.doesNotMatch(readFileSync(log, "utf8"), /-m venv/);
    assert.match(readFileSync(log, "utf8"), /-m pip install .*requirements\.txt/);
    const packages = join(environment, "lib", "python3", "site-packages");
    for (const made of [
      join(packages, "papermill_typescript.py"),
      join(environment, "share", "jupyter", "kernels", "tslab", "logo-64x64.png"),
    ])
      assert.ok(existsSync(made), made);
    assert.doesNotMatch(
      (await setUp(copy, {})).stderr,
      /\.venv|kernel tslab|papermill/,
      "a second run finds all done",
    );
  },
);

test(".ci/run runs npm test", async (t) => {
  const folder = temporaryFolder(t);
  writeProgram(folder, "npm", 'echo "npm $*"');
  const path = `${folder}:${process.env.PATH ?? ""}`;
  const { code, stdout } = await runProgram(join(root, ".ci", "run"), [], { PATH: path });
  assert.equal(code, 0);
  assert.equal(stdout, "npm test\n");
});
