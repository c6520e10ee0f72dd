import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { type Ended, runProgram, temporaryFolder } from "../support/notebook";
import { root } from "../support/paths";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};
const commands = Object.keys(scripts).filter((name) => scripts[name]?.includes("tools/"));

/** What README writes of a command: npm knows two of them without "run". */
const called = (name: string) => `npm ${name === "test" || name === "start" ? "" : "run "}${name}`;

/** The commands of a clone in which nothing has been set up, and what is in it beside `tools`. */
function freshClone(t: TestContext) {
  const clone = temporaryFolder(t);
  for (const file of ["tools", "package.json"])
    cpSync(join(root, file), join(clone, file), { recursive: true });
  for (const folder of ["test", "notebooks", "bench"]) {
    const skipped = /node_modules|__pycache__|\.ipynb_checkpoints/;
    cpSync(join(root, folder), join(clone, folder), {
      recursive: true,
      filter: (file) => !skipped.test(file),
    });
  }
  const before = readdirSync(clone);
  const command = (name: string, ...args: string[]): Promise<Ended> => {
    const [, ...words] = (scripts[name] ?? "").split(" ");
    return runProgram(process.execPath, [...words, ...args], process.env, clone);
  };
  return { command, untouched: () => assert.deepEqual(readdirSync(clone), before) };
}

test("--help: every command tells its usage alone, exit code 0, and sets nothing up", async (t) => {
  assert.ok(commands.length >= 8, commands.join(" "));
  const { command, untouched } = freshClone(t);
  for (const name of commands) {
    const { code, stdout, stderr } = await command(name, "--help");
    assert.deepEqual([code, stderr], [0, ""], name);
    const [line = "", ...more] = stdout.trimEnd().split("\n");
    assert.ok(`${line} `.startsWith(`Usage: ${called(name)} `), line);
    assert.ok(more.length >= 1 && more.length <= 4, stdout);
  }
  untouched();
});

test("an unknown option: one sentence, then the usage, exit code 1, and nothing is set up", async (t) => {
  const { command, untouched } = freshClone(t);
  for (const name of commands) {
    const help = (await command(name, "--help")).stdout;
    const { code, stdout, stderr } = await command(name, "--nonsense");
    assert.deepEqual([code, stdout], [1, ""], name);
    const [sentence = "", ...rest] = stderr.split("\n");
    assert.match(sentence, /^(Unknown option '--nonsense'|\S*node: bad option: --nonsense)\.$/, name);
    assert.equal(rest.join("\n"), help, name);
  }
  untouched();
});

test("more arguments than a command takes, and an option without its value, are told so, too", async (t) => {
  const { command, untouched } = freshClone(t);
  const wrong: [sentence: string, name: string, ...args: string[]][] = [
    ["This is more than the command takes: b.ipynb c.ipynb.", "start", "a.ipynb", "b.ipynb", "c.ipynb"],
    ["This is more than the command takes: b.ipynb.", "assignment", "a.ipynb", "b.ipynb"],
    ["This is more than the command takes: kernel.", "check", "kernel"],
    ["This is more than the command takes: all.", "setup", "all"],
    ["Option '--threads <value>' argument missing.", "bench", "--threads"],
    ["Option '--no-peers' does not take an argument.", "bench", "--no-peers=1"],
  ];
  for (const [sentence, name, ...args] of wrong) {
    const { code, stderr } = await command(name, ...args);
    assert.equal(code, 1, name);
    assert.ok(stderr.startsWith(`${sentence}\nUsage: ${called(name)}`), stderr);
  }
  untouched();
});
