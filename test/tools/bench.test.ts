import assert from "node:assert/strict";
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { runProgram, temporaryFolder } from "../support/notebook";
import { root } from "../support/paths";

process.env["DISABLE_V8_COMPILE_CACHE"] = "1"; // ts-node would keep 2 MB for each copy, in the project's own cache

/** The project's set-up with a benchmark that prints its arguments, and a Python that cannot make environments. */
function project(t: TestContext): (...args: string[]) => ReturnType<typeof runProgram> {
  const copy = temporaryFolder(t);
  const files = ["tools", "package.json", "package-lock.json", "tsconfig.json", "requirements.txt"];
  const plugin = ["transpile.cjs", "cache.cjs", "tracebacks/code-frame.cjs"].map((file) =>
    join("src/kernel", file),
  );
  for (const file of [...files, ...plugin]) {
    cpSync(join(root, file), join(copy, file), { recursive: true });
  }
  mkdirSync(join(copy, "bench", "peers"), { recursive: true });
  cpSync(join(root, "bench", "peers", "requirements.txt"), join(copy, "bench", "peers", "requirements.txt"));
  for (const name of ["inference", "load"]) {
    const program = `console.log("${name}", JSON.stringify(process.argv.slice(2)));\n`;
    writeFileSync(join(copy, "bench", `${name}.ts`), program);
  }
  for (const folder of ["node_modules", ".cache"]) symlinkSync(join(root, folder), join(copy, folder));
  const python = join(copy, ".venv", "bin", "python");
  mkdirSync(join(copy, ".venv", "bin"), { recursive: true });
  mkdirSync(join(copy, ".venv", "lib", "python3.12", "site-packages"), { recursive: true });
  writeFileSync(
    python,
    '#!/bin/sh\n[ "$1" = -c ] && echo 12 && exit\necho "Error: no ensurepip" >&2\nexit 1\n',
  );
  chmodSync(python, 0o755);
  cpSync(join(root, ".venv", "convbook.stamp"), join(copy, ".venv", "convbook.stamp"));
  return (...args) => runProgram(process.execPath, [join(copy, "tools", "bench.mjs"), ...args]);
}

test("--no-peers: says so and runs the inference benchmark without a Python", async (t) => {
  const { code, stdout, stderr } = await project(t)("--no-peers");
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^Without the peers \(--no-peers\): our own engines alone\.$/m);
  assert.equal(stdout, "inference []\n");
});

test("peers that cannot be installed: one line says why, and the benchmark goes on without", async (t) => {
  const { code, stdout, stderr } = await project(t)("load", "--threads", "1");
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    /^No peers: .* could not make \.venv-bench: Error: no ensurepip\. .*our own engines alone\.$/m,
  );
  assert.equal(stdout, 'load ["--threads=1"]\n');
});

test("all: every benchmark; an unknown one or an unknown option is told in one line", async (t) => {
  const bench = project(t);
  assert.equal((await bench("all", "--no-peers")).stdout, "inference []\nload []\n");
  const unknown = await bench("nonsense");
  assert.equal(unknown.code, 1);
  assert.match(
    unknown.stderr,
    /^No benchmark has nonsense in its name: there are inference, load, and all\.$/m,
  );
  assert.match((await bench("--peers")).stderr, /^Unknown option '--peers'\.\nUsage: npm run bench/);
});
