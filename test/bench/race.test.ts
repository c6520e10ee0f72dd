import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { withPool, type Contestant } from "../../bench/support/contestants";
import type { Prepared } from "../../bench/support/folder";
import { Peer } from "../../bench/support/peer";
import { race } from "../../bench/support/race";
import { usual } from "../../bench/support/zoo";
import { temporaryFolder } from "../support/notebook";

const answer = [0.7, 0.2, 0.1];

const start = (kind: string) => new Peer("python3", [join(__dirname, "fake_peer.py"), kind]);

function peer(t: TestContext, kind: string): Peer {
  const started = start(kind);
  t.after(() => started.end());
  return started;
}

function contestant(kind: string, more: Partial<Contestant> = {}): Contestant {
  return { name: kind, ours: false, precision: "fp32", start: () => start(kind), ...more };
}

function network(t: TestContext): Prepared {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "answer.json"), JSON.stringify(answer));
  return { network: usual("AlexNet"), folder, weightBytes: 4, answer: Float32Array.from(answer) };
}

const load = ({ folder, network }: Prepared) => ({ folder, network, threads: 2 });

test("a peer answers commands; what its library prints does not stand in the way", async (t) => {
  const honest = peer(t, "honest");
  const { version, seconds } = await honest.ask("load", load(network(t)));
  assert.equal(version, "1.2.3");
  assert.ok(seconds >= 0);
  assert.deepEqual(await honest.ask("answer", { images: "images.bin" }), { values: answer });
  assert.deepEqual(await honest.ask("tune", {}), { candidatesMs: {} });
  const { ms } = await honest.ask("run", { times: 3 });
  assert.equal(ms.length, 3);
  for (const time of ms) assert.ok(time >= 20 && time < 2000, `${time} ms for a run that sleeps 20`);
  const { beforeBytes, peakBytes } = await honest.ask("memory", {});
  assert.ok(beforeBytes > 1e6 && peakBytes >= beforeBytes);
  assert.deepEqual(await honest.ask("unload", {}), {});
});

test("a command that fails says why, and the peer goes on", async (t) => {
  const unable = peer(t, "unable");
  const failure = { message: "ValueError: no such operation: Fancy" };
  await assert.rejects(unable.ask("load", load(network(t))), failure);
  await assert.rejects(unable.ask("load", load(network(t))), failure);
});

test("a peer that ends is told with the last that it printed; so is one that cannot start", async (t) => {
  const dying = peer(t, "dying");
  await dying.ask("load", load(network(t)));
  await assert.rejects(dying.ask("run", { times: 1 }), /it ended at "run": [^]*out of memory/);
  const absent = new Peer("/nowhere/python", []);
  await assert.rejects(absent.ask("tune", {}), /it ended at "tune": .*ENOENT/);
});

test("a peer that hangs is ended with what it has started, and told", async (t) => {
  const hanging = new Peer("python3", [join(__dirname, "fake_peer.py"), "hanging"], {}, 2000);
  t.after(() => hanging.end());
  await hanging.ask("load", load(network(t)));
  const start = performance.now();
  // Its output only closes when the program that it waits for has ended too.
  await assert.rejects(hanging.ask("run", { times: 1 }), /it had no answer to "run" after 2 s/);
  assert.ok(performance.now() - start < 30_000);
});

test("of several ways the fastest is kept, and one that does not run is left out", async (t) => {
  const varied = peer(t, "varied");
  await varied.ask("load", load(network(t)));
  const { variant, candidatesMs } = await varied.ask("tune", {});
  assert.equal(variant, "fast");
  assert.deepEqual(Object.keys(candidatesMs), ["slow", "fast"]);
  assert.ok((candidatesMs["slow"] as number) >= 20);
  const { ms } = await varied.ask("run", { times: 1 });
  assert.ok((ms[0] as number) < (candidatesMs["slow"] as number));
});

test("a peer that the system kills is told as such", async (t) => {
  const killed = peer(t, "killed");
  await killed.ask("load", load(network(t)));
  await assert.rejects(
    killed.ask("run", { times: 1 }),
    /it was killed, probably for want of memory, at "run"/,
  );
});

test("a race times those that agree, and says of the others why not", async (t) => {
  const prepared = network(t);
  const kinds = ["honest", "wrong", "varied", "unable", "dying"];
  const contestants = [...kinds.map((kind) => contestant(kind)), contestant("wrong", { precision: "int8" })];
  const results = await withPool((pool) =>
    race(
      contestants.map((contestant) => ({ contestant, prepared })),
      pool,
      2,
      { rounds: 3, runs: 2 },
    ),
  );
  const [honest, wrong, varied, unable, dying, int8] = results;
  assert.equal(honest?.samplesMs?.length, 6);
  assert.ok((honest.medianMs as number) >= 20);
  assert.equal(honest.difference, 0);
  assert.equal(wrong?.medianMs, undefined);
  assert.match(wrong?.failure ?? "", /^its answer is 1\.\de\+0 from TF\.js's$/);
  assert.equal(varied?.variant, "fast");
  assert.match(unable?.failure ?? "", /Fancy/);
  assert.match(dying?.failure ?? "", /out of memory/);
  // int8 rounds: how far it is away is told, and its times are.
  assert.ok((int8?.difference as number) > 1);
  assert.equal(int8?.samplesMs?.length, 6);
});

test("what memory does not hold at once races in groups, the first engine in each", async (t) => {
  const prepared = { ...network(t), weightBytes: 100 };
  const names = ["first", "second", "third", "fourth", "fifth"];
  const entries = names.map((name) => {
    const entrant = { name, start: () => start("honest") };
    return { contestant: contestant("honest", entrant), prepared };
  });
  const said: string[] = [];
  const loaded = () => said.filter((what) => what.endsWith(" loads")).map((what) => what.split(" ")[0]);
  const free = () => (loaded().at(-1) === "fourth" ? 10_000 : 0); // room for a second one beside the fourth only
  const results = await withPool((pool) =>
    race(entries, pool, 2, { rounds: 2, runs: 1 }, (what) => void said.push(what), free),
  );
  assert.deepEqual(loaded(), names);
  assert.deepEqual(
    results.map(({ engine, samplesMs, groups }) => [engine, samplesMs?.length, groups]),
    [["first", 6, 3], ["second", 2, 3], ["third", 2, 3], ["fourth", 2, 3], ["fifth", 2, 3]], // prettier-ignore
  );
  const twice = (...group: string[]) => [...group, ...group];
  assert.deepEqual(
    said.filter((what) => !what.endsWith(" loads")),
    [...twice("first", "second"), ...twice("first", "third"), ...twice("first", "fourth", "fifth")],
  );
  for (const { besideMs } of results) assert.ok(besideMs !== undefined && besideMs >= 20);
});

test("a slow engine has fewer turns", async (t) => {
  const prepared = network(t);
  const entries = [contestant("honest"), contestant("varied", { slow: true })].map((contestant) => ({
    contestant,
    prepared,
  }));
  const results = await withPool((pool) => race(entries, pool, 2, { rounds: 5, runs: 2 }));
  assert.deepEqual(
    results.map(({ samplesMs }) => samplesMs?.length),
    [10, 4],
  );
});
