import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import { runProgram, temporaryFolder } from "../support/notebook";
import { root } from "../support/paths";

/**
 * Takes the lock, notes "in <pid>", takes its time, notes "out <pid>"; if it has to wait, it notes for whom in a file of its
 * own. With "crash" it ends as by SIGKILL instead, with "lost" another process takes the lock over meanwhile.
 */
const worker = `
  import { appendFileSync, writeFileSync } from "node:fs";
  import { setTimeout as delay } from "node:timers/promises";
  import { withLock } from ${JSON.stringify(pathToFileURL(join(root, "tools/support/lock.mjs")).href)};
  const [lock, log, end] = process.argv.slice(1);
  const tellWaiting = (holder) => writeFileSync(lock + ".awaited", String(holder));
  await withLock(lock, tellWaiting, async () => {
    appendFileSync(log, "in " + process.pid + "\\n");
    await delay(30);
    if (end === "crash") process.kill(process.pid, "SIGKILL");
    if (end === "lost") writeFileSync(lock, "1");
    appendFileSync(log, "out " + process.pid + "\\n");
  });`;

function prepare(t: TestContext) {
  const folder = temporaryFolder(t);
  const [lock, log] = [join(folder, "lock"), join(folder, "log")];
  writeFileSync(log, "");
  const work = (end = "") =>
    runProgram(process.execPath, ["--input-type=module", "--eval", worker, lock, log, end]);
  const lines = () => readFileSync(log, "utf8").trim().split("\n");
  const awaited = () => (existsSync(`${lock}.awaited`) ? readFileSync(`${lock}.awaited`, "utf8") : "");
  return { lock, work, lines, awaited };
}

/** The id of a process that has ended. */
const gone = () => String(spawnSync("true").pid);

describe("the lock of set-up", () => {
  test("is there while the work is done, and gone after it", async (t) => {
    const { lock, work, lines, awaited } = prepare(t);
    assert.deepEqual(await work(), { code: 0, stdout: "", stderr: "" });
    assert.equal(lines().length, 2);
    assert.equal(awaited(), "");
    assert.equal(existsSync(lock), false);
  });

  test("that a crashed process left is taken over at once, by one at a time", async (t) => {
    const { lock, work, lines } = prepare(t);
    await work("crash");
    assert.equal(readFileSync(lock, "utf8"), lines()[0]?.split(" ")[1]);
    writeFileSync(lock, gone());
    const others = await Promise.all(Array.from({ length: 8 }, () => work()));
    assert.deepEqual(
      others.map(({ code }) => code),
      others.map(() => 0),
    );
    const noted = lines().slice(1);
    assert.equal(noted.length, 16);
    for (let i = 0; i < noted.length; i += 2) assert.equal(noted[i]?.slice(3), noted[i + 1]?.slice(4));
  });

  test("that another has taken over is left to it", async (t) => {
    const { lock, work } = prepare(t);
    assert.equal((await work("lost")).code, 0);
    assert.equal(readFileSync(lock, "utf8"), "1");
  });

  test("of a running process is waited for, until it is no longer touched", async (t) => {
    const { lock, work, lines, awaited } = prepare(t);
    writeFileSync(lock, String(process.pid));
    const waiting = work();
    const delay = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    for (let looks = 0; looks < 1000 && awaited() === ""; looks++) await delay(20);
    assert.equal(awaited(), String(process.pid));
    await delay(500);
    assert.deepEqual(lines(), [""]);
    const long = new Date(Date.now() - 60_000);
    utimesSync(lock, long, long);
    assert.equal((await waiting).code, 0);
    assert.equal(lines().length, 2);
  });
});
