import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { isDying, keepDeathNote, removeDeathNote } from "../../src/kernel/death-note";
import { kernelOf, withKernel } from "../support/kernel";
import { root } from "../support/paths";

const unknown = "native code crashed, or its process was ended from outside";
const obituary = (when: string, cause: string) =>
  `The kernel before this one ended ${when}: ${cause}.\nIts variables are gone; run the cells again from the top.\n`;

describe("a kernel that takes the place of one that died", () => {
  const hoard = "const hoard: number[][] = []; while (true) hoard.push(new Array(1e5).fill(0.5));";
  const nativeCall = `
    import { once } from "node:events";
    import { Worker } from "node:worker_threads";
    const code =
      'require("worker_threads").parentPort.postMessage(""); require("crypto").pbkdf2Sync("", "", 2 ** 31 - 1, 1, "sha1")';
    await once(new Worker(code, { eval: true }), "message");
  `;
  const lives: { cells: string[]; told: (string | RegExp | null)[] }[] = [
    { cells: [nativeCall, hoard], told: ["", null] },
    {
      cells: ["1", "2", "process.abort();"],
      told: [
        /^The kernel before this one ended while Cell \[2\] ran: JavaScript ran out of memory/,
        "",
        null,
      ],
    },
    { cells: ["1", "kill"], told: [obituary("while Cell [3] ran", unknown)] },
    {
      cells: ["1", "restart", "2", "for (let i = 0; i < 3; i++) console.error(i);", "kill"],
      told: [obituary("while no cell ran", unknown), "", "0\n1\n2\n"],
    },
    { cells: ["1"], told: [obituary("while no cell ran", unknown)] },
  ];
  let data: string;
  let told: (string | null)[][];
  let log: string;
  before(async () => {
    data = mkdtempSync(join(tmpdir(), "jupyter-data-"));
    const [node = "", ...rest] = kernelOf();
    const argv = [join(root, "test/support/autorestart.py"), "tslab"];
    const input = JSON.stringify(lives.map(({ cells }) => cells));
    const small = [node, "--max-old-space-size=250", ...rest];
    const { code, stdout, stderr } = await withKernel(argv, input, tmpdir(), small, data);
    assert.equal(code, 0, stderr);
    told = JSON.parse(stdout) as (string | null)[][];
    log = stderr;
  });
  after(() => rmSync(data, { recursive: true }));

  lives.forEach(({ cells, told: expected }, life) => {
    test(`life ${life + 1}: ${cells.at(-1)?.slice(0, 20)}`, () => {
      assert.equal(told[life]?.length, expected.length);
      expected.forEach((text, index) => {
        if (text instanceof RegExp) assert.match(told[life]?.[index] ?? "", text);
        else assert.equal(told[life]?.[index], text);
      });
    });
  });

  test("has its end in Jupyter's log", () => {
    assert.match(log, /heap out of memory/);
    assert.match(log, /Native stack trace/, "process.abort()");
  });

  test("names the limit of the heap", () => {
    assert.match(told[1]?.[0] ?? "", /\(heap limit 0\.[2-5] GB\)\.\nIts variables are gone/);
  });

  test("leaves nothing behind at its own orderly end", () => {
    assert.deepEqual(readdirSync(join(data, "convbook/running")), []);
  });
});

describe("a death note", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "notes-"))));
  after(() => rmSync(folder, { recursive: true }));
  const files = () => readdirSync(folder).sort();

  test("is of one connection file alone, and goes with the kernel or with that file", () => {
    const connections = ["a", "b"].map((name) => join(folder, name));
    const [a = "", b = ""] = connections;
    const notes = join(folder, "notes");
    for (const file of connections) writeFileSync(file, "{}");
    keepDeathNote(a, notes).write("Cell [1]");
    assert.equal(keepDeathNote(b, notes).ofPredecessor, undefined);
    assert.equal(readdirSync(notes).length, 2);
    assert.equal(statSync(notes).mode & 0o777, 0o700);

    removeDeathNote(b, notes);
    assert.equal(readdirSync(notes).length, 1);
    rmSync(a);
    keepDeathNote(b, notes);
    assert.equal(readdirSync(notes).length, 1, "a's is swept away");
    assert.equal(keepDeathNote(b, notes).ofPredecessor, obituary("while no cell ran", unknown));
    rmSync(notes, { recursive: true });
    rmSync(b);
  });

  test("stays readable when what it says becomes shorter", () => {
    const file = join(folder, "c");
    writeFileSync(file, "{}");
    const { write } = keepDeathNote(file, folder);
    write("Cell [12345]");
    write("Cell [1]");
    assert.equal(keepDeathNote(file, folder).ofPredecessor, obituary("while Cell [1] ran", unknown));
    removeDeathNote(file, folder);
    assert.deepEqual(files(), ["c"]);
  });

  test("has its cause from as much as Node has written of its report, and not from one that a cell asked for", () => {
    const file = join(folder, "f");
    writeFileSync(file, "{}");
    keepDeathNote(file, folder).write("Cell [1]");
    const report = process.report.writeReport();
    const asked = readFileSync(join(folder, report), "utf8");
    assert.match(asked, /"trigger": "API"/);
    assert.equal(isDying(file, folder), false);

    const cut = (text: string) => writeFileSync(join(folder, report), text.slice(0, 8191));
    const failed = asked
      .replace(/"event": ".*"/, '"event": "Allocation failed - JavaScript heap out of memory"')
      .replace(/"trigger": ".*"/, '"trigger": "OOMError"');
    assert.ok(failed.length > 8191);
    cut(failed.replace(/"processId": \d+/, `"processId": ${process.ppid}`));
    assert.equal(isDying(file, folder), false, "what is left of another kernel");
    cut(failed);
    assert.equal(isDying(file, folder), true);
    assert.match(
      keepDeathNote(file, folder).ofPredecessor ?? "",
      /Cell \[1\] ran: JavaScript ran out of memory \(heap limit \d+\.\d GB\)\.$/m,
    );

    writeFileSync(join(folder, report), asked);
    assert.equal(keepDeathNote(file, folder).ofPredecessor, obituary("while no cell ran", unknown));
    removeDeathNote(file, folder);
    rmSync(file);
  });

  test(
    "knows that the system ended processes for want of memory",
    { skip: process.platform !== "linux" },
    () => {
      const file = join(folder, "d");
      writeFileSync(file, "{}");
      keepDeathNote(file, folder).write("Cell [4]");
      const [note = ""] = files().filter((name) => name.endsWith(".json"));
      const kept = JSON.parse(readFileSync(join(folder, note), "utf8")) as { oomKills?: number };
      assert.equal(typeof kept.oomKills, "number");
      writeFileSync(join(folder, note), JSON.stringify({ ...kept, oomKills: Number(kept.oomKills) - 1 }));
      assert.match(
        keepDeathNote(file, folder).ofPredecessor ?? "",
        /Cell \[4\] ran: the machine ran out of memory/,
      );
    },
  );

  test("that cannot be kept or read is none", () => {
    const file = join(folder, "e");
    writeFileSync(file, "{}");
    const { ofPredecessor, write } = keepDeathNote(file, join(file, "no folder"));
    write("Cell [1]");
    assert.equal(ofPredecessor, undefined);
  });
});
