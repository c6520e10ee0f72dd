// What may go wrong in a cell, and what its reader sees of it. Each row: what, the cells, what must be seen of the last
// one of them. After each row the kernel lives, unless the row says that it dies: then the client must learn of that.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import {
  type Answer,
  cells,
  kernelOf,
  ofType,
  resultText,
  sharedKernel,
  streamText,
  withKernel,
} from "../support/kernel";
import { root } from "../support/paths";

interface Seen {
  /** `name: message` of each error that is shown; none by default. */
  errors?: RegExp[];
  result?: RegExp;
  stdout?: RegExp;
  stderr?: RegExp;
  /** Types of the result's bundle. */
  types?: string[];
}
type Row = [what: string, cells: string | string[], seen: Seen];

const display = (bundle: string) => `({ [Symbol.for("Jupyter.display")]: () => (${bundle}) })`;
const sleep = (ms: number) => `await new Promise((go) => setTimeout(go, ${ms}));`;

const thrown: Row[] = [
  ["throw null", "throw null;", { errors: [/^Uncaught: null$/] }],
  ["throw undefined", "throw undefined;", { errors: [/^Uncaught: undefined$/] }],
  ["a rejection with undefined", "await Promise.reject(undefined);", { errors: [/^Uncaught: undefined$/] }],
  ["a floating one", "void Promise.reject(undefined); 1", { errors: [/^Uncaught: undefined$/] }],
  [
    "two floating rejections",
    'for (const x of ["a", "b"]) void Promise.reject(new Error(x));',
    { errors: [/^Error: a$/, /^Error: b$/] },
  ],
  ["a symbol that is thrown", 'throw Symbol("s");', { errors: [/^Uncaught: Symbol\(s\)$/] }],
  [
    "an error with a cause",
    'throw new Error("outer", { cause: new TypeError("inner") });',
    { errors: [/^Error: outer$/] },
  ],
  [
    "an AggregateError",
    'throw new AggregateError([new Error("one")], "both");',
    { errors: [/^AggregateError: both$/] },
  ],
  [
    "an error whose message cannot be read",
    'throw Object.defineProperty(new Error(), "message", { get() { throw new Error("no message"); } });',
    { errors: [/^Uncaught: it cannot be shown: no message$/] },
  ],
  [
    "an error whose stack cannot be read",
    'throw Object.defineProperty(new Error(), "stack", { get() { throw new Error("no stack"); } });',
    { errors: [/^Uncaught: it cannot be shown: no stack$/] },
  ],
  [
    "an error whose name is a symbol",
    'throw Object.assign(new Error("x"), { name: Symbol("n") });',
    { errors: [/Symbol\(n\): x|cannot be shown/] },
  ],
  [
    "a thrown value that cannot be inspected",
    'throw { [Symbol.for("nodejs.util.inspect.custom")]() { throw new Error("shy"); } };',
    { errors: [/^Uncaught: it cannot be shown: shy$/] },
  ],
  [
    "a proxy of an error whose traps throw",
    'throw new Proxy(new Error("p"), { get() { throw new Error("trap"); } });',
    { errors: [/^Uncaught: Error: p/] },
  ],
  [
    "infinite recursion",
    "function deep(): void { deep(); }\ndeep();",
    { errors: [/^RangeError: Maximum call stack size exceeded$/] },
  ],
  [
    "infinite recursion through await",
    "async function deeper(): Promise<void> { await deeper(); }\nawait deeper();",
    { errors: [/^RangeError: Maximum call stack/] },
  ],
  [
    "process.exit()",
    "process.exit(3);",
    { errors: [/^Error: process\.exit\(\) would end the kernel.*restart the kernel from the menu\.$/] },
  ],
  [
    "process.exit() in a timer",
    `void setTimeout(() => process.exit(), 1); ${sleep(50)}`,
    { errors: [/^Error: process\.exit\(\) would end the kernel/] },
  ],
  [
    "a message of 10 MB",
    'throw new Error("m".repeat(10_000_000));',
    { errors: [/^Error: m{10000}\n… 9,990,000 more characters are left out\.$/] },
  ],
  [
    "a module that there is not",
    'import * as gone from "no-such-module";',
    { errors: [/^TypeScriptError: .*Cannot find module 'no-such-module'/] },
  ],
  [
    "a module that there is not, at run time",
    'await import("node:no" + "where");',
    { errors: [/^Error: No such built-in module/] },
  ],
  [
    "an interval that throws ends",
    `let ticks = 0; const ticking = setInterval(() => { ticks++; throw new Error("again"); }, 2); ${sleep(60)} console.log(ticks);`,
    { errors: [/^Error: again$/], stdout: /^1\n$/ },
  ],
  [
    "a timer that starts itself again",
    `let starts = 0; setTimeout(function (this: NodeJS.Timeout) { if (++starts < 3) this.refresh(); }, 2); ${sleep(60)} console.log(starts);`,
    { stdout: /^3\n$/ },
  ],
  [
    "a throw in nextTick",
    'process.nextTick(() => { throw new Error("tick"); });',
    { errors: [/^Error: tick$/] },
  ],
  [
    "a throw in a microtask",
    'queueMicrotask(() => { throw new Error("micro"); });',
    { errors: [/^Error: micro$/] },
  ],
  [
    "a throw in a listener",
    `import { EventEmitter } from "node:events";\nvoid setTimeout(() => new EventEmitter().emit("error", new Error("unheard")), 1); ${sleep(50)}`,
    { errors: [/^Error: unheard$/] },
  ],
  [
    "a worker that fails",
    `import { Worker } from "node:worker_threads";\nconst failing = new Worker("throw new Error('in a worker')", { eval: true }); await new Promise((go) => failing.on("exit", go));`,
    { errors: [/in a worker/] },
  ],
];

const shown: Row[] = [
  [
    "an object that contains itself",
    "const circle: Record<string, unknown> = {}; circle.self = circle; circle",
    { result: /^<ref \*1> \{ self: \[Circular \*1\] \}$/ },
  ],
  [
    "a getter that throws",
    '({ get bad(): number { throw new Error("getter"); } })',
    { result: /^\{ bad: \[Getter\] \}$/ },
  ],
  [
    "a proxy whose traps throw",
    'new Proxy({}, { get() { throw new Error("trap"); } })',
    { errors: [/^Error: trap$/] },
  ],
  ["a huge array", "new Array(1_000_000).fill(7)", { result: /^\[\n +7, 7, 7[^]*999900 more items\n\]$/ }],
  ["a symbol", 'Symbol("s")', { result: /^Symbol\(s\)$/ }],
  ["a big integer", "10n ** 30n", { result: /^10{30}n$/ }],
  ["a string of 50 MB", '"x".repeat(50_000_000)', { result: /^'x{1000}/ }],
  ["NUL bytes", 'console.log("a\\0b"); "c\\0d"', { stdout: /^a\0b\n$/, result: /^'c\\x00d'$/ }],
  [
    "an unknown MIME type",
    display('{ "application/x-unknown": "a", "text/plain": "known" }'),
    { result: /^known$/, types: ["text/plain", "application/x-unknown"] },
  ],
  [
    "a display that is no bundle",
    display("5"),
    { errors: [/^TypeError: .* must return a MIME bundle, not 5\.$/] },
  ],
  ["a bundle that is no JSON", display('{ "application/json": 5n }'), { errors: [/BigInt/] }],
  [
    "a bundle that contains itself",
    "const round: Record<string, unknown> = {}; round.self = round;\n" +
      display('{ "application/json": round }'),
    { errors: [/circular/] },
  ],
];

const written: Row[] = [
  [
    "10 MB of output",
    'for (let i = 0; i < 10_000; i++) console.log("y".repeat(1000));',
    { stdout: /^(y{1000}\n){99}y{901}$/ },
  ],
  ["one very long line", 'console.log("y".repeat(50_000));', { stdout: /^y{50000}\n$/ }],
  [
    "binary output that is no UTF-8",
    "void process.stdout.write(Buffer.from([0xff, 0xfe, 0x41, 0x0a]));",
    { stdout: /^��A\n$/ },
  ],
  [
    "a character in two halves",
    'for (const half of [0, 1]) process.stdout.write(Buffer.from("é").subarray(half, half + 1));',
    { stdout: /^é$/ },
  ],
  [
    "output of a worker",
    'import { Worker } from "node:worker_threads";\nawait new Promise((go) => new Worker("console.log(1 + 1)", { eval: true }).on("exit", go)); ' +
      sleep(20),
    { stdout: /^2\n$/ },
  ],
  [
    "output of a program",
    'import { execFileSync } from "node:child_process";\nexecFileSync("echo", ["hi"]).toString()',
    { result: /^'hi\\n'$/ },
  ],
  ["a program that fails", 'execFileSync("false");', { errors: [/^Error: Command failed: false/] }],
  [
    "output after its cell's end",
    ['void setTimeout(() => console.log("late"), 30);', `${sleep(100)} "next"`],
    { result: /^'next'$/, stdout: /^$/ },
  ],
];

/** In a kernel of their own: who follows finds them. */
const vandalism: Row[] = [
  [
    "names on Array.prototype and Object.prototype",
    "Object.assign(Array.prototype, { last() { return 1; } }); Object.assign(Object.prototype, { polluted: 1 }); [1, 2]",
    { result: /^\[ 1, 2 \]$/ },
  ],
  ["… and the cell after it", 'console.log("still"); ({ a: 1 }).a', { result: /^1$/, stdout: /^still\n$/ }],
  [
    "a console of one's own",
    "console = { log() {} } as unknown as Console; console.log(1); 2",
    { result: /^2$/, stdout: /^$/ },
  ],
  [
    "globals that are deleted",
    "for (const name of ['setTimeout', 'setImmediate', 'queueMicrotask', 'structuredClone']) Reflect.deleteProperty(globalThis, name); 3",
    { result: /^3$/ },
  ],
  ["a process of one's own", "globalThis.process = {} as NodeJS.Process; 4", { result: /^4$/ }],
  ["an error after all that", 'throw new Error("told");', { errors: [/^Error: told$/] }],
];

function check(answer: Answer, { errors = [], result, stdout, stderr, types }: Seen): void {
  const told = ofType(answer, "error").map(({ ename, evalue }) => `${String(ename)}: ${String(evalue)}`);
  assert.equal(told.length, errors.length, told.join("\n"));
  errors.forEach((error, index) => assert.match(told[index] ?? "", error));
  assert.equal(answer.reply["status"], errors.length > 0 ? "error" : "ok");
  const text = resultText(answer);
  if (result) assert.match(String(text), result);
  else assert.equal(text, undefined);
  if (stdout) assert.match(streamText(answer, "stdout"), stdout);
  if (stderr) assert.match(streamText(answer, "stderr"), stderr);
  if (types) assert.deepEqual(Object.keys(ofType(answer, "execute_result")[0]?.["data"] as object), types);
}

const kernel = sharedKernel();

/** A kernel runs all rows, each with a cell behind it that shows whether the kernel is still sound. */
function runRows(rows: Row[], { cells } = kernel): void {
  const codes = rows.map(([, code]) => [code, "6 * 7"].flat());
  const queued = cells(codes.flat());
  let answers: Answer[];
  before(async () => (answers = await queued()));
  rows.forEach(([what, , seen], index) => {
    test(what, () => {
      const end = codes.slice(0, index + 1).flat().length;
      check(answers[end - 2] as Answer, seen);
      check(answers[end - 1] as Answer, { result: /^42$/ });
    });
  });
}

describe("what a cell throws", () => runRows(thrown));
describe("what a cell shows", () => runRows(shown));
describe("what a cell writes", () => runRows(written));
describe("what a cell does to the globals", () => runRows(vandalism, sharedKernel()));

describe("much at once", () => {
  const lines = Array.from({ length: 5000 }, (_, i) => `const line${i} = ${i};`).join("\n");
  const long = kernel.cells([`${lines}\nline4999`, `${lines}\nthrow new Error("at the end");`]);
  test("a cell of 5,000 lines", async () => {
    const [sound, failing] = (await long()) as [Answer, Answer];
    check(sound, { result: /^4999$/ });
    check(failing, { errors: [/^Error: at the end$/] });
    const number = String(failing.reply["execution_count"]);
    const [, place = ""] = failing.reply["traceback"] as string[];
    assert.ok(place.includes(`Cell [${number}]:5001:7`), place);
  });

  test("1,000 cells, in memory that grows by little", async () => {
    const megabytes =
      "collectGarbage(); [process.memoryUsage().heapUsed, process.memoryUsage.rss()].map((bytes) => Math.round(bytes / 1e6)).join()";
    const start = Date.now(); // in the cells, since the kernel keeps what it has compiled
    const answers = await cells([
      'import { setFlagsFromString } from "node:v8"; import { runInNewContext } from "node:vm";\n' +
        'setFlagsFromString("--expose-gc"); const collectGarbage = runInNewContext("gc") as () => void; let sum = 0;',
      megabytes,
      ...Array.from({ length: 1000 }, (_, i) => `const n${i} = ${i}; // ${start}\nsum += n${i};\nsum`),
      megabytes,
    ]);
    const [before, after] = [answers[1], answers.at(-1)].map((answer) =>
      String(resultText(answer)).replaceAll("'", "").split(",").map(Number),
    ) as [number[], number[]];
    const [heap, process] = after.map((value, index) => value - Number(before[index])) as [number, number];
    assert.equal(resultText(answers.at(-2)), "499500");
    assert.ok(heap < 15, `the main thread's heap grew by ${heap} MB`);
    // The compiler's thread collects garbage when it has gathered a hundred; what it kept of each cell would be more.
    assert.ok(process < 200, `the process grew by ${process} MB`);
  });
});

test("a syntax error in the project's src is told by its place", async () => {
  const project = mkdtempSync(join(tmpdir(), "project-"));
  try {
    mkdirSync(join(project, "src"));
    writeFileSync(join(project, "src/index.ts"), "export const a = 1;\nexport const = 2;\n");
    const kernel = kernelOf().map((word) => (word === root ? project : word));
    const [failing, sound] = await cells(['import * as src from "./src";\nsrc', "1 + 1"], kernel);
    check(failing as Answer, { errors: [/^TypeScriptError: src\/index\.ts:2:14 - /] });
    check(sound as Answer, { result: /^2$/ });
  } finally {
    rmSync(project, { recursive: true });
  }
});

describe("a kernel that dies", () => {
  const small = [process.execPath, "--max-old-space-size=200", ...kernelOf().slice(1)];
  const deaths: [
    what: string,
    code: string,
    client: "nbconvert" | "papermill",
    kernel: string[],
    log: RegExp,
  ][] = [
    [
      "out of memory",
      "const hoard: number[][] = []; while (true) hoard.push(new Array(1e5).fill(0.5));",
      "nbconvert",
      small,
      /heap out of memory/,
    ],
    [
      "a native crash",
      'process.kill(process.pid, "SIGSEGV"); await new Promise(() => undefined);',
      "papermill",
      kernelOf(),
      /Kernel died/,
    ],
  ];
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "deaths-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  deaths.forEach(([what, code, client, kernel, log], index) => {
    test(`${what}: ${client} fails and says so`, async () => {
      const file = `death-${index}.ipynb`;
      const cell = { cell_type: "code", execution_count: null, metadata: {}, outputs: [], source: code };
      const metadata = { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } };
      writeFileSync(
        join(folder, file),
        JSON.stringify({ cells: [cell], metadata, nbformat: 4, nbformat_minor: 4 }),
      );
      const argv =
        client === "papermill"
          ? ["papermill", file, "-"]
          : ["nbconvert", "--to", "notebook", "--execute", "--stdout", file];
      const { code: exit, stderr } = await withKernel(["-m", ...argv], "", folder, kernel);
      assert.notEqual(exit, 0);
      assert.match(stderr, /DeadKernelError|Kernel died/);
      assert.match(stderr, log);
    });
  });
});
