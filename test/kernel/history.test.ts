import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { dataFolder } from "../../src/kernel/data-folder";
import { History, type HistoryRequest } from "../../src/kernel/history/history";
import { openSessions } from "../../src/kernel/history/sessions";
import { type Answer, kernelOf, resultText, session } from "../support/kernel";

describe("history", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "history-"))));
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => rmSync(folder, { recursive: true, force: true }));

  const open = () => new History(openSessions(folder));
  /** A session that runs these cells, from the first on. */
  function run(...inputs: string[]): History {
    const history = open();
    inputs.forEach((input, index) => history.add(index + 1, input));
    return history;
  }
  const tail = (n: number, history = open()) => history.find({ hist_access_type: "tail", n });

  test("tail has the last cells of all sessions, this one's last", () => {
    const first = run("a", "b");
    const second = run("c");
    first.add(3, "d");
    assert.deepEqual(tail(10, second), [
      [1, 1, "a"],
      [1, 2, "b"],
      [1, 3, "d"],
      [2, 1, "c"],
    ]);
    assert.deepEqual(tail(2, first), [
      [1, 2, "b"],
      [1, 3, "d"],
    ]);
    assert.deepEqual(tail(3, first)[0], [1, 1, "a"]);
    assert.deepEqual(tail(4, first)[0], [2, 1, "c"]);
    assert.deepEqual(open().find({ hist_access_type: "tail" }).length, 4);
  });

  test("tail without a number has ten cells", () => {
    run(...Array.from({ length: 15 }, (_, index) => String(index)));
    assert.equal(open().find({ hist_access_type: "tail", n: null }).length, 10);
  });

  test("range counts sessions absolutely, or back from this one", () => {
    run("a", "b", "c");
    run("d");
    const here = run("e", "f");
    const range = (session: number, start?: number, stop?: number | null) =>
      here
        .find({ hist_access_type: "range", session, start, stop })
        .map(([number, line, input]) => [number, line, input]);
    assert.deepEqual(range(1, 2, 3), [[1, 2, "b"]]);
    assert.deepEqual(range(-2, 2), [
      [1, 2, "b"],
      [1, 3, "c"],
    ]);
    assert.deepEqual(range(-1, 0, null), [[2, 1, "d"]]);
    assert.deepEqual(range(0, 1, 0), [
      [3, 1, "e"],
      [3, 2, "f"],
    ]);
    assert.deepEqual(range(3, 2), [[3, 2, "f"]]);
    assert.deepEqual(range(7), []);
    const idle = open(); // it has run nothing yet
    assert.deepEqual(idle.find({ hist_access_type: "range", session: -1, start: 2 }), [[3, 2, "f"]]);
  });

  test("search knows * and ?, and takes all else literally", () => {
    const history = run("f(1)", "f(22)", "[x]", "x.y", "f(1)", "two\nlines", "🙂");
    const search = (pattern: string, more: Partial<HistoryRequest> = {}) =>
      history.find({ hist_access_type: "search", pattern, ...more }).map(([, line]) => line);
    assert.deepEqual(search("f(*)"), [1, 2, 5]);
    assert.deepEqual(search("f(?)"), [1, 5]);
    assert.deepEqual(search("[x]"), [3]);
    assert.deepEqual(search("x?y"), [4]);
    assert.deepEqual(search("x.*"), [4]);
    assert.deepEqual(search("two*"), [6]);
    assert.deepEqual(search("?"), [7]);
    assert.deepEqual(search("f"), []);
    assert.deepEqual(search("f*", { unique: true }), [2, 5]);
    assert.deepEqual(search("f*", { n: 2 }), [2, 5]);
    assert.deepEqual(search("*", { unique: true, n: 1 }), [7]);
  });

  test("search takes the time that it takes to read, however many * there are", () => {
    const history = run("a".repeat(10_000), "a".repeat(10_000) + "b", "a*b");
    const search = (pattern: string) =>
      history.find({ hist_access_type: "search", pattern }).map(([, line]) => line);
    const begun = performance.now();
    assert.deepEqual(search("*a*a*a*a*a*a*a*a*b"), [2]);
    assert.ok(performance.now() - begun < 1000);
    assert.deepEqual(search("a**b**"), [2, 3]);
    assert.deepEqual(search("*a*a*?"), [1, 2]);
    assert.deepEqual(search("a*a?b"), [2]);
    assert.deepEqual(search("?*?*?*?"), [1, 2]);
  });

  test("an unknown kind of access finds nothing", () => {
    assert.deepEqual(run("a").find({ hist_access_type: "all" }), []);
  });

  test("outputs come as pairs with their inputs, in this session and in later ones", () => {
    const history = run("a", "1 + 1");
    history.addOutput("2");
    history.add(3, "long");
    history.addOutput("x".repeat(20_000));
    for (const found of [history, open()]) {
      const [a, sum, long] = found.find({ hist_access_type: "tail", n: 3, output: true });
      assert.deepEqual(a, [1, 1, ["a", null]]);
      assert.deepEqual(sum, [1, 2, ["1 + 1", "2"]]);
      assert.equal(long?.[2][1]?.length, 10_000);
    }
  });

  test("a session that runs nothing leaves nothing", () => {
    tail(10);
    assert.throws(() => statSync(folder), /ENOENT/);
  });

  test("only its user can read it", () => {
    run("const password = 1");
    assert.equal(statSync(join(folder, "1.jsonl")).mode & 0o777, 0o600);
  });

  test("what a crash or a full disk has cut off is lost, and nothing else", () => {
    const history = run("a", "b");
    appendFileSync(join(folder, "1.jsonl"), '\n{"line":3,"inp');
    history.add(4, "d");
    appendFileSync(join(folder, "1.jsonl"), '\nnull\n{"line":"5","input":"e"}\n{"line":9,"output":"f"}');
    assert.deepEqual(
      tail(10).map(([, , input]) => input),
      ["a", "b", "d"],
    );
  });

  test("files that cannot be read, and others, are left out", () => {
    run("a");
    mkdirSync(join(folder, "2.jsonl"));
    writeFileSync(join(folder, "3.jsonl"), Buffer.from([0, 255, 254, 10, 13, 128]));
    writeFileSync(join(folder, "notes.txt"), '\n{"line":1,"input":"not mine"}');
    const here = run("b");
    assert.deepEqual(tail(10, here), [
      [1, 1, "a"],
      [4, 1, "b"],
    ]);
  });

  test("no more than so many sessions and bytes are kept, the latest", () => {
    const limits = { sessions: 3, bytes: 1000, bytesOfSession: 400 };
    const begin = (size: number) => {
      const opened = openSessions(folder, limits).begin();
      opened.write({ line: 1, input: "x".repeat(size) });
    };
    for (let count = 1; count <= 6; count++) begin(10);
    assert.deepEqual(openSessions(folder).numbers(), [4, 5, 6]);
    for (let count = 1; count <= 3; count++) begin(300);
    assert.deepEqual(openSessions(folder).numbers(), [7, 8, 9]);
    begin(0);
    assert.deepEqual(openSessions(folder).numbers(), [8, 9, 10], "numbers go on");

    const long = openSessions(folder, limits).begin();
    for (let line = 1; line <= 50; line++) long.write({ line, input: "0123456789" });
    const size = statSync(join(folder, `${long.number}.jsonl`)).size;
    assert.ok(size > 300 && size <= 400, String(size));
  });

  test("is kept in Jupyter's data folder", () => {
    const of = (env: NodeJS.ProcessEnv, platform: NodeJS.Platform) => dataFolder("history", env, platform);
    assert.equal(of({ JUPYTER_DATA_DIR: "/data", XDG_DATA_HOME: "/xdg" }, "linux"), "/data/convbook/history");
    assert.equal(of({ XDG_DATA_HOME: "/xdg" }, "linux"), "/xdg/jupyter/convbook/history");
    assert.match(of({}, "linux"), /\/\.local\/share\/jupyter\/convbook\/history$/);
    assert.match(of({}, "darwin"), /\/Library\/Jupyter\/convbook\/history$/);
  });
});

describe("the history of kernels", () => {
  let data: string;
  before(() => (data = mkdtempSync(join(tmpdir(), "jupyter-data-"))));
  after(() => rmSync(data, { recursive: true }));

  const historyOf = ({ reply }: Answer | undefined = {} as Answer) => reply["history"];

  test("outlives them, also when two run at once, with variables of their own", async () => {
    const inputs = (kernel: string) => Array.from({ length: 20 }, (_, line) => `"${kernel} ${line + 1}"`);
    const both = await Promise.all(
      ["a", "b"].map((kernel) =>
        session(
          [
            { execute: [`const name = "${kernel}";`], store_history: false },
            { execute: inputs(kernel) },
            { execute: ["hidden = 1"], silent: true, stop_on_error: false },
            { execute: ["notStored = 1"], store_history: false, stop_on_error: false },
            { execute: ["name"], store_history: false },
          ],
          kernelOf(),
          { dataFolder: data },
        ),
      ),
    );
    assert.deepEqual(
      both.map(({ requests }) => resultText(requests.at(-1))),
      ["'a'", "'b'"],
    );
    const { requests } = await session(
      [
        { execute: ["6 * 7"] },
        {
          request: "history_request",
          content: { hist_access_type: "tail", n: 100, output: true, raw: true },
        },
        {
          request: "history_request",
          content: { hist_access_type: "range", session: -1, start: 20, raw: true, output: false },
        },
        {
          request: "history_request",
          content: { hist_access_type: "search", pattern: '"? 7"', raw: true, output: false },
        },
      ],
      kernelOf(),
      { dataFolder: data },
    );
    const [, tail, range, search] = requests.map(historyOf) as [number, number, string | string[]][][];
    const order = tail?.[0]?.[2][0]?.includes("a") ? ["a", "b"] : ["b", "a"];
    const expected = order.flatMap((kernel, index) =>
      inputs(kernel).map((input, line) => [index + 1, line + 1, [input, `'${kernel} ${line + 1}'`]]),
    );
    assert.deepEqual(tail, [...expected, [3, 1, ["6 * 7", "42"]]]);
    assert.deepEqual(range, [[2, 20, `"${order[1]} 20"`]]);
    assert.deepEqual(
      search?.map(([number, line]) => [number, line]),
      [
        [1, 7],
        [2, 7],
      ],
    );
  });

  test("on a full disk is that of their session, and the log says so once", async () => {
    const full = mkdtempSync(join(tmpdir(), "full-"));
    try {
      // No file grows beyond a block of 1024 bytes: the second cell's input is cut off.
      const limited = ["bash", "-c", 'ulimit -f 1; exec "$0" "$@"', ...kernelOf()];
      const input = (letter: string) => `"${letter.repeat(700)}".length`;
      const { requests, log } = await session(
        [
          { execute: ["a", "b", "c"].map(input) },
          {
            request: "history_request",
            content: { hist_access_type: "tail", n: 10, raw: true, output: false },
          },
        ],
        limited,
        { dataFolder: full },
      );
      assert.deepEqual(requests.slice(0, 3).map(resultText), ["700", "700", "700"]);
      assert.equal((historyOf(requests[3]) as unknown[]).length, 3);
      assert.equal(log.match(/history of this session is not kept/g)?.length, 1, log);
      const folder = join(full, "convbook/history");
      assert.deepEqual(readdirSync(folder), ["1.jsonl"]);
      assert.deepEqual(
        openSessions(folder)
          .read(1)
          .map(({ line }) => line),
        [1],
      );
    } finally {
      rmSync(full, { recursive: true });
    }
  });
});
