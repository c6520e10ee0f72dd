import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { inspect } from "node:util";
import { type Answer, ofType, sharedKernel, streamText } from "../support/kernel";

const kernel = sharedKernel();

type Bundle = Record<string, unknown>;

const publish = '(globalThis as any)[Symbol.for("Jupyter.publish")]';

/** What a cell ends on, and the text that it shows itself by. */
const texts: [what: string, code: string, text: string | RegExp][] = [
  ["a Map", "new Map([[1, { a: 2 }]])", "Map(1) { 1 => { a: 2 } }"],
  ["a Set", 'new Set(["a"])', "Set(1) { 'a' }"],
  ["a typed array", "Float32Array.of(1, 0.5)", "Float32Array(2) [ 1, 0.5 ]"],
  ["a Buffer", 'Buffer.from("abc")', "<Buffer 61 62 63>"],
  ["a Date", "new Date(0)", "1970-01-01T00:00:00.000Z"],
  ["a function", "function area(r: number) { return r; }\narea", "[Function: area]"],
  ["a class", "class Net {}\nNet", "[class Net]"],
  ["a symbol", 'Symbol("s")', "Symbol(s)"],
  ["a large whole number", "12345678901234567890n", "12345678901234567890n"],
  [
    "an error as a value",
    'new RangeError("as a value")',
    /^RangeError: as a value\n {4}at Cell \[\d+\]:1:1$/,
  ],
  ["a circle", "const circle: any = {}; circle.self = circle", "<ref *1> { self: [Circular *1] }"],
  ["a getter that would throw", "({ get a(): number { throw new Error(); } })", "{ a: [Getter] }"],
  ["a proxy", "new Proxy({ a: 1 }, { ownKeys() { throw new Error(); } })", "{ a: 1 }"],
  [
    "half a character",
    '({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "a\\ud83d" }) })',
    "a\uFFFD",
  ],
  ["an empty array", "[]", "[]"],
  ["an array with a gap", "[{ a: 1 }, , { a: 2 }] as object[]", "[ { a: 1 }, <1 empty item>, { a: 2 } ]"],
  ["objects and other values", "[{ a: 1 }, 2]", "[ { a: 1 }, 2 ]"],
  ["objects that hold objects", "[{ a: { b: 1 } }]", "[ { a: { b: 1 } } ]"],
  ["objects of a class", "class Row { a = 1 }\n[new Row()]", "[ Row { a: 1 } ]"],
  ["objects with a getter", "[{ get a() { return 1; } }]", "[ { a: [Getter] } ]"],
  ["objects without keys", "[{}, {}]", "[ {}, {} ]"],
  [
    "an object with a proxy that is no use any more",
    "const dead = Proxy.revocable([] as number[], {}); dead.revoke(); [{ a: dead.proxy }]",
    "[ { a: <Revoked Proxy> } ]",
  ],
  [
    "promises",
    "const failed = Promise.reject(2); failed.catch(() => {}); [Promise.resolve(1), new Promise(() => {}), failed]",
    "[ Promise { 1 }, Promise { <pending> }, Promise { <rejected> 2 } ]",
  ],
  ["less than zero", "-0", "-0"],
  ["private fields", "class Account { #secret = 1; shown = 2 }\nnew Account()", "Account { shown: 2 }"],
  ["a name that lies", '({ [Symbol.toStringTag]: "Map" })', inspect({ [Symbol.toStringTag]: "Map" })], // Node 24 has no brackets
  [
    "an error with its cause",
    'new Error("outer", { cause: new TypeError("inner") })',
    /^Error: outer\n {4}at Cell \[\d+\]:1:1 \{\n {2}\[cause\]: TypeError: inner\n {6}at Cell \[\d+\]:1:29\n\}$/,
  ],
  [
    "an object a hundred thousand deep",
    "let deep: object = {}; for (let i = 0; i < 1e5; i++) deep = { deep }; deep",
    "{ deep: { deep: { deep: [Object] } } }",
  ],
  [
    "types that have no data",
    '({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "t", "text/html": undefined, "image/png": null }) })',
    "t",
  ],
  [
    "a million numbers",
    "new Array(1e6).fill(7)",
    /^\[\n( {2}(7, )*7,\n){9}[\s\S]{0,100}\.\.\. 999900 more items\n\]$/,
  ],
  ["a text of 50 MB", '"x".repeat(5e7)', /^'x{99900}'\.\.\. 49900100 more characters$/],
  ["a long text", '"y".repeat(20_000)', `'${"y".repeat(20_000)}'`],
  ["a timer", "setTimeout(() => {}, 100)", "Timeout (100 ms)"],
  ["a timer that repeats", "const ticks = setInterval(() => {}, 1e4); ticks", "Timeout (every 10000 ms)"],
  ["a timer that was stopped", "clearInterval(ticks); [ticks]", "[ Timeout (ended) ]"],
  ["an immediate", "const now = setImmediate(() => {}); [now]", "[ Immediate ]"],
  [
    "an object of many keys",
    'Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => ["key" + i, i]))',
    /^\{\n {2}key0: 0,[\s\S]{99000,}\n… 827,782 more characters are left out\.$/,
  ],
];

/** What cells with the project's own library end on. */
const shown: [what: string, code: string, bundle: Record<string, RegExp>][] = [
  [
    "a tensor",
    "tf.tensor2d([[1, 2], [3, 4]])",
    { "text/plain": /^Tensor float32 \[2, 2\]\n\[\[1, 2\],\n \[3, 4\]\]$/ },
  ],
  ["a promise of a tensor", "Promise.resolve(tf.scalar(5))", { "text/plain": /^Tensor float32 \[\]\n5$/ }],
  [
    "a model",
    "const model = cnn.leNet5(); model",
    { "text/plain": /^Model: LeNet-5[\s\S]*Total params: /, "text/html": /^<table[\s\S]*Total params: / },
  ],
  ["a layer", "model.layers[1]", { "text/plain": /^Conv2D "\w+", [\d,]+ parameters$/ }],
  [
    "a session",
    "cnn.load(model)",
    { "text/plain": /^Session: "LeNet-5\S*" on \w+ \d.*, float32, [\d.]+ kB$/ },
  ],
  ["an image", "cnn.image(tf.ones([2, 2, 4]))", { "text/plain": /^image 2 x 2 x 4$/, "image/png": /^iVBOR/ }],
  ["Markdown", "cnn.markdown`**${1}**`", { "text/plain": /^\*\*1\*\*$/, "text/markdown": /^\*\*1\*\*$/ }],
  [
    "a formula",
    "cnn.latex`\\frac{1}{2}`",
    { "text/plain": /^\\frac\{1\}\{2\}$/, "text/latex": /^\$\$\\frac\{1\}\{2\}\$\$$/ },
  ],
];

/** Trains in a cell, as TensorFlow.js itself does. */
const training =
  'const dense = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3] })] }); dense.compile({ optimizer: "sgd", loss: "meanSquaredError" });' +
  "await dense.fit(tf.ones([64, 3]), tf.ones([64, 1]), { epochs: 2 })";

const rows =
  '[{ net: "A<b>", params: 61, top1: 0.5, shape: [3, 3] }, { net: "VGG", params: 1384, when: null }]';

describe("a cell shows", () => {
  const queued = kernel.cells([
    ...texts.map(([, code]) => code),
    'import * as tf from "@tensorflow/tfjs";\nimport * as cnn from "./src";',
    ...shown.map(([, code]) => code),
    training,
    rows,
    "Array.from({ length: 1e6 }, (_, i) => ({ i, square: i * i }))",
    `await cnn.display(${rows}); await cnn.display(tf.scalar(1)); await cnn.display(new Map());`,
  ]);
  let answers: Answer[];
  before(async () => (answers = await queued()));

  const result = (index: number) =>
    ofType(answers.at(index), "execute_result")[0]?.["data"] as Bundle | undefined;

  texts.forEach(([what, , expected], index) => {
    test(what, () => {
      const bundle = result(index);
      assert.deepEqual(Object.keys(bundle ?? {}), ["text/plain"]);
      if (typeof expected === "string") assert.equal(bundle?.["text/plain"], expected);
      else assert.match(String(bundle?.["text/plain"]), expected);
    });
  });

  shown.forEach(([what, , expected], index) => {
    test(what, () => {
      const bundle = result(texts.length + 1 + index) ?? {};
      assert.deepEqual(Object.keys(bundle), Object.keys(expected));
      for (const [type, pattern] of Object.entries(expected)) assert.match(String(bundle[type]), pattern);
    });
  });

  test("a training, epoch by epoch", () => {
    const answer = answers.at(-4);
    assert.match(
      streamText(answer, "stdout"),
      /^Epoch 1 \/ 2\n\d+ms .* loss=\S+ \nEpoch 2 \/ 2\n\d+ms .* loss=\S+ \n$/,
    );
    assert.equal(streamText(answer, "stderr"), "", "no empty lines of a progress bar");
    assert.match(String(result(-4)?.["text/plain"]), /^epoch +loss\n─+\n +1 +\S+\n +2 +\S+$/);
  });

  test("plain objects as a table", () => {
    const bundle = result(-3);
    assert.equal(
      bundle?.["text/plain"],
      [
        "net   params  top1  shape     when",
        "──────────────────────────────────",
        "A<b>      61   0.5  [ 3, 3 ]",
        "VGG     1384                  null",
      ].join("\n"),
    );
    const html = String(bundle["text/html"]);
    const texts = [...html.matchAll(/<t[hd] style="text-align: (left|right)">([^<]*)</g)].map(
      ([, side, text]) => [side, text],
    );
    assert.deepEqual(texts.slice(0, 10), [
      ...["net", "params", "top1", "shape", "when"].map((title, i) => [
        ["left", "right", "right", "left", "right"][i],
        title,
      ]),
      ...["A&#60;b&#62;", "61", "0.5", "[ 3, 3 ]", ""].map((text, i) => [
        ["left", "right", "right", "left", "right"][i],
        text,
      ]),
    ]);
  });

  test("a million rows by the first and the last of them", () => {
    const bundle = result(-2);
    const lines = String(bundle?.["text/plain"])
      .split("\n")
      .slice(2)
      .map((line) => line.trim().split(/\s{2,}/));
    assert.deepEqual(
      lines.map(([first]) => first),
      [...numbers(0, 50), "… 999,900 more rows …", ...numbers(999_950, 1_000_000)],
    );
    assert.equal(String(bundle?.["text/html"]).match(/<tr>/g)?.length, 102);
  });

  test("what it displays on its way, as it would show it at its end", () => {
    const displayed = ofType(answers.at(-1), "display_data").map(({ data }) => data as Bundle);
    assert.deepEqual(displayed[0], result(-3));
    assert.deepEqual(displayed.slice(1), [
      { "text/plain": "Tensor float32 []\n1" },
      { "text/plain": "Map(0) {}" },
    ]);
  });
});

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => String(from + i));
}

describe("what no client could read", () => {
  const own = (bundle: string) => `({ [Symbol.for("Jupyter.display")]: () => (${bundle}) })`;
  const circle = "const circle: any = {}; circle.self = circle; const options = { displayId: 'live' };";
  const queued = kernel.cells([
    circle,
    own('{ "text/plain": 5 }'),
    own('{ "application/json": { big: 1n } }'),
    own('{ "image/svg+xml": ["<svg>"] }'),
    own('{ "application/vnd.plotly.v1+json": circle }'),
    `${publish}({ "text/plain": "shown" }, options);\n` +
      `for (let i = 0; i < 50; i++) ${publish}({ "application/json": [i] }, { ...options, update: true });\n` +
      `${publish}({ "application/json": circle }, { ...options, update: true })`,
    `const list = [1]; for (let i = 0; i < 50; i++) ${publish}({ "application/json": list }, { ...options, update: true }); list.push(circle as any);`,
    `${publish}({ "text/plain": "x" }, { metadata: circle })`,
    own('{ "model/gltf+json": {} }'), // notebooks hold JSON under application/ only
    own('{ "application/json": 5, "application/geo+json": { type: "Point" }, "text/plain": "t" }'),
    '"well"',
  ]);

  test("fails in the line that shows it", async () => {
    const answers = await queued();
    const says = (index: number) => String(answers[index]?.reply["evalue"]);
    assert.equal(says(1), "text/plain must be text or bytes in a MIME bundle, not 5.");
    assert.equal(says(2), "application/json holds what JSON cannot: Do not know how to serialize a BigInt");
    assert.match(says(3), /^image\/svg\+xml must be text or bytes/);
    assert.match(says(4), /^application\/vnd.plotly.v1\+json holds what JSON cannot: Converting circular/);
    assert.match(says(5), /^application\/json holds what JSON cannot/);
    const number = String(answers[5]?.reply["execution_count"]);
    assert.match(String(answers[5]?.reply["traceback"]), new RegExp(`Cell \\[${number}\\]:3:`));
    const updates = (index: number) => ofType(answers[index], "update_display_data").map(({ data }) => data);
    assert.deepEqual(updates(5).at(-1), { "application/json": [49] }, "what was sound before is shown");
    assert.deepEqual(updates(6).at(-1), { "application/json": [1] }, "as it was when it was shown");
    assert.match(says(7), /^metadata holds what JSON cannot/);
    assert.match(says(8), /^model\/gltf\+json must be text or bytes/);
    assert.deepEqual(ofType(answers[9], "execute_result")[0]?.["data"], {
      "text/plain": "t",
      "application/json": 5,
      "application/geo+json": { type: "Point" },
    });
    assert.equal(answers[10]?.reply["status"], "ok");
  });
});

describe("an output that is replaced", () => {
  const queued = kernel.cells([
    `for (let i = 0; i < 50_000; i++) ${publish}({ "text/plain": String(i) }, { displayId: i % 2 ? "odd" : "even", update: i > 1 });`,
    `${publish}({ "text/plain": "later" }, { displayId: "odd", update: true })`,
    'import * as cnn from "./src";\nconst bar = cnn.progressBar(3, "Work"); bar.advance("a"); bar.advance("b"); bar.advance(); bar.done();',
    'const live = cnn.liveLines<{ epoch: number; loss: number }>({ x: "epoch", y: "loss" });' +
      "await live.update([{ epoch: 1, loss: 0.5 }, { epoch: 2, loss: 0.25 }]);" +
      "live.done()",
  ]);
  let answers: Answer[];
  before(async () => (answers = await queued()));

  const told = (index: number) =>
    (answers[index]?.messages ?? []).slice(1).map(({ type, transient, data }) => ({
      type,
      id: (transient as Bundle | undefined)?.["display_id"],
      data: data as Bundle,
    }));

  test("in a hurry keeps its latest content, and few messages travel", () => {
    const messages = told(0);
    const spans = 1 + (answers[0]?.seconds ?? 0) / 0.05;
    assert.ok(
      messages.length < Math.min(2 * 10 * spans, 25_000),
      `${messages.length} messages in ${spans} spans`,
    );
    const last = (id: string) => messages.filter((message) => message.id === id).at(-1)?.data["text/plain"];
    assert.deepEqual([last("even"), last("odd")], ["49998", "49999"]);
    assert.deepEqual(
      messages.slice(0, 2).map(({ type, id }) => [type, id]),
      [
        ["display_data", "even"],
        ["display_data", "odd"],
      ],
    );
    assert.ok(messages.slice(2).every(({ type }) => type === "update_display_data"));
  });

  test("by a later cell", () => {
    assert.deepEqual(told(1), [{ type: "update_display_data", id: "odd", data: { "text/plain": "later" } }]);
  });

  test("is the library's progress bar", () => {
    const messages = told(2);
    assert.equal(messages[0]?.type, "display_data");
    assert.equal(messages.at(-1)?.type, "update_display_data");
    assert.match(String(messages.at(-1)?.data["text/plain"]), /^Work █{30} 3\/3/);
    assert.equal(new Set(messages.map(({ id }) => id)).size, 1);
  });

  test("is the library's live chart, which the interactive one follows", () => {
    const [first, cleared, chart] = told(3);
    assert.deepEqual(Object.keys(first?.data ?? {}), ["text/plain", "image/svg+xml"]);
    assert.deepEqual([cleared?.type, cleared?.id], ["update_display_data", first?.id]);
    assert.deepEqual(cleared?.data, { "text/plain": "", "text/html": "" });
    assert.equal(chart?.type, "execute_result");
    assert.ok("application/vnd.plotly.v1+json" in chart.data);
  });
});
