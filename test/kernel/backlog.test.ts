import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { enter, leave, newBacklog, waitForRoom } from "../../src/kernel/transport/backlog";
import type { Parts } from "../../src/kernel/transport/wire";

const parts = (size: number): Parts => ["", "", "", "x".repeat(size)];

test("who hands messages over waits while too much has not left yet", async (t) => {
  const backlog = newBacklog();
  waitForRoom(backlog); // an empty one has room for a message of any size
  enter(backlog, parts(9_000_000));

  const sender = `
    const { workerData: { backlog, size } } = require("node:worker_threads");
    setTimeout(() => { Atomics.sub(backlog, 0, size); Atomics.notify(backlog, 0); }, 300);`;
  const worker = new Worker(sender, { eval: true, workerData: { backlog, size: 9_000_000 } });
  t.after(() => worker.terminate());
  const waiting = performance.now();
  waitForRoom(backlog);
  assert.ok(performance.now() - waiting > 250, "until the first has left");

  enter(backlog, parts(9_000_000));
  leave(backlog, parts(9_000_000));
  waitForRoom(backlog);
  await worker.terminate();
});
