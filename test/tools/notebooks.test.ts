import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { test, type TestContext } from "node:test";
import { bars, scatter } from "../../src/charts";
import { tableOf } from "../../src/kernel/output/table";
import { renderTable } from "../../src/notebook/table";
import { writePictures } from "../../tools/notebooks/pictures.mjs";
import { readCells, text } from "../support/executed";
import { type Cell, code, markdown, runProgram, temporaryFolder, writeNotebook } from "../support/notebook";
import { python, root } from "../support/paths";

const result = (data: object, metadata: object = {}): object => ({
  output_type: "execute_result",
  execution_count: 1,
  metadata,
  data,
});

interface Row {
  name: string;
  macs: number;
  ms: number | null;
  bound: string;
}

/** A table as the course's kernel puts it out. */
function table(rows: readonly Row[], caption = "onnxruntime 1.30.0 on AMD EPYC, 2 threads, batch 1"): object {
  const { text, html } = renderTable(
    rows,
    [
      { title: "Network", value: ({ name }) => name },
      { title: "MACs", value: ({ macs }) => macs },
      { title: "Median, ms", value: ({ ms }) => ms },
      { title: "Bound by", value: ({ bound }) => bound },
    ],
    { caption, footer: [`Total: ${rows.reduce((sum, { ms }) => sum + (ms ?? 0), 0)} ms`] },
  );
  return result({ "text/plain": text, "text/html": html });
}

const alexNet = { name: "AlexNet", macs: 1_035_504_768, ms: 12.9, bound: "memory" };
const vgg16 = { name: "VGG-16", macs: 15_466_209_280, ms: 149, bound: "compute" };
const slower = { ...alexNet, ms: 1_400.5, bound: "caches" };
const time = ["Median, ms", "Bound by"];

const plain = (text: string) => result({ "text/plain": text });
const picture = (svg: string) => result({ "image/svg+xml": svg, "text/plain": "a picture" });
const progress = (seconds: string, step = 54) => ({
  output_type: "display_data",
  metadata: {},
  data: { "text/plain": `Timing ${"█".repeat(30)} ${step}/54, ${seconds} s` },
});

/** A chart as the course's kernel puts it out; its ticks and labels stand where the values leave room. */
async function shown(drawn: object): Promise<object> {
  const bundle = (drawn as Record<symbol, () => object | Promise<object>>)[Symbol.for("Jupyter.display")]?.();
  return result((await bundle) as object);
}
const chart = (...rows: Row[]) => shown(bars(rows, { x: "name", y: "ms" }));
const points = (...rows: Row[]) => shown(scatter(rows, { x: "macs", y: "ms" }));

/** A figure of one's own, without a table. */
const figure = (x: number[], y: number[], title = "inference (ms)") =>
  result({
    "application/vnd.plotly.v1+json": {
      data: [{ type: "bar", x, y }],
      layout: { xaxis: { title: "layers" }, yaxis: { title: { text: title }, range: [0, Math.max(...y)] } },
    },
    "image/png": Buffer.from(String(y)).toString("base64"),
    "text/plain": "a figure",
  });

/** A figure of losses, and on an axis of its own how long each took; what changes stands in `changes`. */
const losses = (changes: { loss?: number[]; seconds?: number[]; labels?: string[]; z?: number[][] } = {}) => {
  const { loss = [0.5, 0.4], seconds = [1.5, 2.5], labels = ["conv 1", "conv 2"], z = [[1, 2]] } = changes;
  const x = [1, 2];
  const timed = {
    type: "scatter",
    x,
    y: seconds,
    yaxis: "y2",
    text: seconds.map(String),
    hovertext: seconds.map((s, i) => `${labels[i]}: ${s} s`),
    marker: { size: loss },
    error_y: { type: "data", array: seconds },
  };
  return result({
    "application/vnd.plotly.v1+json": {
      data: [
        { type: "scatter", x, y: loss, text: labels },
        timed,
        { type: "heatmap", z, xaxis: "x3", yaxis: "y3" },
      ],
      layout: {
        yaxis: { title: { text: "loss" }, range: [0, Math.max(...loss)] },
        yaxis2: { title: { text: "time (s)" }, range: [0, Math.max(...seconds)], overlaying: "y" },
        annotations: [{ text: `last: ${seconds[1]} s`, x: 2, y: seconds[1], yref: "y2" }],
      },
    },
    "text/plain": "a figure",
  });
};

/** Points with labels, some of which have no room where many points lie close to each other. */
const labelled = (times: number[], last = "the last") =>
  shown(
    scatter(
      times.map((ms, i) => ({ name: i < times.length - 1 ? `a long name of ${i}` : last, macs: 1, ms })),
      { x: "macs", y: "ms", label: "name" },
    ),
  );
const apart = [1, 100, 200, 300, 400, 500];
const close = [1, 1.01, 1.02, 1.03, 1.04, 500];

/** An array of objects as the kernel puts it out. */
function rows(values: object[]): object {
  const { text, html } = tableOf(values) ?? assert.fail();
  return result({ "text/plain": text, "text/html": html });
}

/** An HTML table of one's own, without one in plain text. */
const markup = (layers: number, seconds: string, title = "time (s)") =>
  result({
    "text/html": `<p>Timed</p><table><tr><th>layers</th><th><b>${title}</b></th></tr><tr><td data-value="${layers}">${layers}</td><td data-value="${seconds}"><b>${seconds}</b></td></tr></table>`,
    "text/plain": "a table",
  });

const stream = (text: string) => ({ output_type: "stream", name: "stdout", text });

/** What cells gave when they were saved and what they give now: each a name, outputs before and after, names of what is measured. */
type Pair = [name: string, saved: object, now: object, measured?: string[]];

/** The names of the cells that are told to differ, and all that is printed. */
async function compare(t: TestContext, pairs: readonly Pair[]) {
  const folder = temporaryFolder(t);
  const write = (file: string, which: 1 | 2) =>
    writeNotebook(
      folder,
      pairs.map((pair) =>
        code(`// ${pair[0]}\nmore();`, {
          metadata: pair[3] ? { convbook: { measured: pair[3] } } : {},
          outputs: [pair[which]].flat(),
        }),
      ),
      file,
    );
  const program = join(root, "tools", "notebooks", "compare.py");
  const files = [write("saved.ipynb", 1), write("now.ipynb", 2)];
  const { code: exitCode, stdout, stderr } = await runProgram(python, [program, ...files]);
  assert.equal(stderr, "");
  const names = [...stdout.matchAll(/^Code cell \d+: \/\/ (.*)$/gm)].map(([, name]) => name);
  assert.equal(exitCode, names.length > 0 ? 1 : 0);
  return { names, stdout };
}

test("times, devices and the rounding of float32 are no differences", async (t) => {
  const pairs: Pair[] = [
    ["the same", plain("42"), plain("42")],
    ["times", table([alexNet, vgg16]), table([slower, vgg16]), time],
    [
      "another machine",
      table([alexNet]),
      table([alexNet], "onnxruntime 1.30.0 on 8 x M4, 1 thread, batch 1"),
      time,
    ],
    [
      "an object",
      plain("{ macs: 0.9954, 'a, b': 3, n: 3 }"),
      plain("{ macs: 0.7, 'a, b': 31, n: 3 }"),
      ["macs", "a, b"],
    ],
    ["a chart of times", await chart(alexNet, vgg16), await chart(slower, vgg16), ["ms"]],
    ["rows that the machine decides", table([vgg16]), table([vgg16, slower]), ["Network", "MACs", ...time]],
    ["progress", progress("13.3"), progress("1.2")],
    ["writes one by one", [stream("a\n"), stream("b\n")], stream("a\nb\n")],
    [
      "rounding",
      plain("{ sum: 1, most: 0.10037882626056671 }"),
      plain("{ sum: 0.99999994, most: 0.1003788 }"),
    ],
  ];
  const { names, stdout } = await compare(t, pairs);
  assert.deepEqual(names, [], stdout);
});

test("times that nobody declared are told by their units, and are no differences", async (t) => {
  const named = (medianMs: number | string) => rows([{ name: "AlexNet", layers: 8, medianMs }]);
  const pairs: Pair[] = [
    ["a table of the library", table([alexNet, vgg16]), table([{ ...alexNet, ms: 1_400.5 }, vgg16])],
    [
      "on another machine",
      table([alexNet]),
      table([alexNet], "onnxruntime 1.30.0 on 8 x M4, 1 thread, batch 1"),
    ],
    ["rows of objects", named(12.9), named(1_400.5)],
    ["a unit at the value", rows([{ name: "A", took: "9.8 ms" }]), rows([{ name: "A", took: "12.91 ms" }])],
    ["a table of HTML", markup(8, "1.25"), markup(8, "0.98")],
    ["a chart", await chart(alexNet, vgg16), await chart({ ...alexNet, ms: 1_400.5 }, vgg16)],
    ["points", await points(alexNet, vgg16), await points({ ...alexNet, ms: 1_400.5 }, vgg16)],
    ["a figure", figure([1, 2], [12.9, 149]), figure([1, 2], [11, 200.5])],
    [
      "an object",
      plain("{ n: 3, run: { 'Median, ms': 12.9, samplesMs: [ 12.1, 13 ] }, 'images/s': 77 }"),
      plain("{ n: 3, run: { 'Median, ms': 9, samplesMs: [ 12.125, 1 ] }, 'images/s': 1077 }"),
    ],
    ["JSON", stream('{"layers":3,"time_ms":12.9}\n'), stream('{"layers":3,"time_ms":8}\n')],
    [
      "sentences",
      stream("3 layers: 12.9 ms, 77.5 images/s\ntook 1.25s\ntime (ms): 3\n"),
      stream("3 layers: 9 ms, 111 images/s\ntook 80.1s\ntime (ms): 4.5\n"),
    ],
    ["whole seconds", stream("took 12 s, 3\u00a0s each"), stream("took 9 s, 1\u00a0s each")],
    [
      "names",
      plain("{ seconds: 3, 'time, s': 4, elapsed_s: 2, 'images per second': 5, imagesPerSecond: 6 }"),
      plain("{ seconds: 1, 'time, s': 5, elapsed_s: 9, 'images per second': 6, imagesPerSecond: 8 }"),
    ],
    [
      "a session",
      plain('Session: "VGG" on onnxruntime 1.30.0, 2 threads of AMD EPYC, float32, 553 MB'),
      plain('Session: "VGG" on onnxruntime 1.30.0, 1 thread of Xeon @ 2.20GHz, float32, 553 MB'),
    ],
    ["a figure's second axis", losses(), losses({ seconds: [3.5, 11] })],
    ["labels without room", await labelled(apart), await labelled(close)],
  ];
  const { names, stdout } = await compare(t, pairs);
  assert.deepEqual(names, [], stdout);
});

test("beside times that nobody declared every other number counts", async (t) => {
  const named = (layers: number, medianMs: number | string) => rows([{ name: "AlexNet", layers, medianMs }]);
  const pairs: Pair[] = [
    ["a table of the library", table([vgg16]), table([{ ...vgg16, macs: 15_466_209_281 }])],
    ["what bounds it", table([alexNet]), table([slower])],
    ["writes on another stream", [stream("a\n"), { ...stream("b\n"), name: "stderr" }], stream("a\nb\n")],
    ["a time that is none", table([alexNet]), table([{ ...alexNet, ms: null }])],
    [
      "a caption's count",
      table([alexNet]),
      table([alexNet], "onnxruntime 1.30.0 on AMD EPYC, 2 threads, batch 2"),
    ],
    ["rows of objects", named(8, 12.9), named(9, 12.9)],
    ["a text for a time", named(8, "not run"), named(8, "run")],
    ["a table of HTML", markup(8, "1.25"), markup(9, "1.25")],
    ["a column of HTML that is no time", markup(8, "1.25", "loss"), markup(8, "1.26", "loss")],
    ["a chart's bar", await chart(alexNet, vgg16), await chart(alexNet)],
    ["a point's place", await points(alexNet, vgg16), await points(alexNet, { ...vgg16, macs: 7 })],
    ["a figure's other axis", figure([1, 2], [12.9, 149]), figure([1, 3], [12.9, 149])],
    ["a figure of no times", figure([1, 2], [12.9, 149], "params"), figure([1, 2], [12.9, 150], "params")],
    ["an object", plain("{ layers: 3, ms: 12.9 }"), plain("{ layers: 4, ms: 12.9 }")],
    ["one sample more", plain("{ samplesMs: [ 1, 2 ] }"), plain("{ samplesMs: [ 1, 2, 3 ] }")],
    ["names that only look like units", plain("{ params: 3, ms2: 1 }"), plain("{ params: 3, ms2: 2 }")],
    ["a plural", plain("{ layers: 3, weights: 4 }"), plain("{ layers: 3, weights: 5 }")],
    ["a sentence", stream("3 layers took 12.9 ms"), stream("4 layers took 12.9 ms")],
    ["a stride in lines", stream("k 5\np 2\ns 1\n"), stream("k 5\np 3\ns 1\n")],
    ["a stride in a line", stream("k 11 s 4 p 0"), stream("k 7 s 4 p 0")],
    ["a stride in an object", plain("{ k: 11, s: 4, p: 0 }"), plain("{ k: 11, s: 2, p: 0 }")],
    ["a stride in a table", rows([{ k: 11, s: 4 }]), rows([{ k: 11, s: 2 }])],
    ["a stride in a title", markup(8, "4", "stride s"), markup(8, "2", "stride s")],
    ["an ordinal", plain("{ first: 96, second: 256 }"), plain("{ first: 96, second: 255 }")],
    ["names in the singular", plain("{ minute: 1, theSecond: 2 }"), plain("{ minute: 1, theSecond: 3 }")],
    ["a speed's name", plain("{ 'v (m/s)': 4 }"), plain("{ 'v (m/s)': 5 }")],
    ["a decade", stream("better than in the 1990s"), stream("better than in the 1980s")],
    ["a speed", stream("a car at 9.8 m/s"), stream("a car at 5 m/s")],
    [
      "lines above a machine",
      stream("accuracy on the test set: 0.98\nloss 0.1\ntimed with onnxruntime on Xeon, 2 threads\n"),
      stream("accuracy on the test set: 0.12\nloss 0.1\ntimed with onnxruntime on Xeon, 2 threads\n"),
    ],
    [
      "a result before a machine",
      stream("the mean on 10 images is 0.913 with onnxruntime 1.30.0 on Xeon, 2 threads\n"),
      stream("the mean on 10 images is 0.1 with onnxruntime 1.30.0 on Xeon, 2 threads\n"),
    ],
    [
      "a result for a machine",
      stream("onnxruntime 1.30.0 on ten images: 0.98 right, 2 threads\n"),
      stream("onnxruntime 1.30.0 on ten images: 0.12 right, 2 threads\n"),
    ],
    ["no machine", stream("run on two folds, 2 threads"), stream("run on five folds, 2 threads")],
    ["losses beside times", losses(), losses({ loss: [0.9, 0.1] })],
    ["labels beside times", losses(), losses({ labels: ["conv 1", "conv 3"] })],
    ["a heatmap beside times", losses(), losses({ z: [[7, 2]] })],
    ["a timed point more", losses(), losses({ seconds: [1.5, 2.5, 3] })],
    ["a timed point that is none", losses(), losses({ seconds: [1.5, NaN] })],
    ["a label", await labelled(apart), await labelled(apart, "another")],
    ["a label without room", await labelled([...close, 1]), await labelled([...close, 1], "another")],
    ["a figure of strides", figure([1], [4], "stride s"), figure([1], [2], "stride s")],
    ["a cell that says that nothing is measured", table([alexNet]), table([{ ...alexNet, ms: 13 }]), []],
  ];
  const { names, stdout } = await compare(t, pairs);
  assert.deepEqual(
    names,
    pairs.map(([name]) => name),
    stdout,
  );
});

test("everything else is one, in measured cells too", async (t) => {
  const pairs: Pair[] = [
    ["a count", plain("42"), plain("43")],
    ["seven digits of a count", plain("{ params: 2973952 }"), plain("{ params: 2973953 }")],
    ["a fraction", plain("0.10037882626056671"), plain("0.1004788")],
    ["a count beside times", table([vgg16]), table([{ ...vgg16, macs: 15_466_209_281 }]), time],
    ["a row's name", table([vgg16]), table([{ ...vgg16, name: "VGG-19" }]), time],
    ["a row", table([alexNet, vgg16]), table([alexNet]), time],
    ["a time that is none", table([alexNet]), table([{ ...alexNet, ms: null }]), time],
    ["a time that is no number", table([alexNet]), table([{ ...alexNet, ms: NaN }]), time],
    ["a column nobody declared", table([alexNet]), table([slower]), ["Median, ms"]],
    [
      "a caption's words",
      table([alexNet]),
      table([alexNet], "onnxruntime 1.30.0 on AMD EPYC, 2 threads, batch 1, int8"),
      time,
    ],
    ["a column's title", table([alexNet]), plain("Network\n───────\nAlexNet"), ["Network"]],
    ["a name of nothing", table([alexNet]), table([alexNet]), [...time, "Fastest, ms"]],
    ["a MIME type", table([alexNet]), plain("AlexNet"), time],
    [
      "a key nobody declared",
      plain("{ macs: 0.9, params: 0.5 }"),
      plain("{ macs: 0.8, params: 0.6 }"),
      ["macs"],
    ],
    ["a chart's bar", await chart(alexNet, vgg16), await chart(alexNet), ["ms"]],
    ["a picture", picture("<svg><g/></svg>"), picture("<svg></svg>")],
    ["a bar that stopped", progress("13.3"), progress("13.3", 53)],
  ];
  const { names, stdout } = await compare(t, pairs);
  assert.deepEqual(
    names,
    pairs.map(([name]) => name),
  );
  assert.match(stdout, /17 of 17 cells gave other results/);
});

test("a difference is shown as a diff of what was compared, long ones cut", async (t) => {
  const numbers = (n: number) => plain(Array.from({ length: 100 }, (_, i) => `line ${i * n}`).join("\n"));
  const { stdout } = await compare(t, [
    ["count", table([alexNet, vgg16]), table([alexNet, { ...vgg16, macs: 7 }]), time],
    ["long", numbers(1), numbers(2)],
  ]);
  assert.match(stdout, /^Code cell 1: \/\/ count\n {4}--- saved\n {4}\+\+\+ this run\n/m);
  assert.match(stdout, /^ {4}- {2}VGG-16 {2}15,466,209,280 {2}# {2}…$/m);
  assert.match(stdout, /^ {4}\+ {2}VGG-16 {2}7 {2}# {2}…$/m);
  assert.match(stdout, /^ {4}… \d+ more lines$/m);
  assert.doesNotMatch(stdout, /line 99$/m);
});

test("npm run notebooks: fails on another result and touches nothing; UPDATE_GOLDEN=1 saves the new ones", async (t) => {
  const folder = temporaryFolder(t);
  const cells: Cell[] = [
    code("const started = performance.now();"),
    code("({ count: 3, elapsed: performance.now() - started + Math.random() })", {
      metadata: { convbook: { measured: ["elapsed"] } },
    }),
    code("[1, 2].map((n) => n * 10)"),
  ];
  const notebook = writeNotebook(folder, cells, `${basename(folder)}.ipynb`);
  const saved = () => readFileSync(notebook, "utf8");
  const notebooks = (env = {}) =>
    runProgram(process.execPath, [join(root, "tools", "notebooks.mjs"), notebook], {
      ...process.env,
      ...env,
    });

  const unsaved = saved();
  const first = await notebooks({ UPDATE_GOLDEN: "1" });
  assert.equal(first.code, 0, first.stderr);
  const renewed = saved();
  assert.notEqual(renewed, unsaved);
  assert.match(renewed, /\[ 10, 20 \]/);

  const second = await notebooks();
  assert.equal(second.code, 0, second.stdout + second.stderr);
  assert.equal(saved(), renewed, "only the time differs: nothing is written");

  const tampered = renewed.replace("[ 10, 20 ]", "[ 10, 21 ]").replace("count: 3", "count: 4");
  writeNotebook(folder, (JSON.parse(tampered) as { cells: Cell[] }).cells, basename(notebook));
  const before = saved();
  const third = await notebooks();
  assert.equal(third.code, 1);
  assert.match(
    third.stdout,
    /Code cell 2: [^]*- {2}\{ count: 4, elapsed: # \}\n +\+ {2}\{ count: 3, elapsed: # \}/,
  );
  assert.match(third.stdout, /Code cell 3: [^]*- {2}\[ 10, 21 \]\n +\+ {2}\[ 10, 20 \]/);
  assert.match(third.stdout, /2 of 3 cells/);
  assert.ok(third.stderr.includes(`UPDATE_GOLDEN=1 npm run notebooks -- ${notebook}\n`), third.stderr);
  assert.equal(saved(), before);
});

test("npm run notebooks: a notebook whose cell fails stays as it is, also with UPDATE_GOLDEN=1", async (t) => {
  const folder = temporaryFolder(t);
  const notebook = writeNotebook(folder, [code("1"), code("nonsense(")], `${basename(folder)}.ipynb`);
  const before = readFileSync(notebook, "utf8");
  const program = join(root, "tools", "notebooks.mjs");
  const { code: exitCode } = await runProgram(process.execPath, [program, notebook], {
    ...process.env,
    UPDATE_GOLDEN: "1",
  });
  assert.equal(exitCode, 1);
  assert.equal(readFileSync(notebook, "utf8"), before);
});

test("npm run notebooks: runs all that it is given, says which failed, and keeps copies of one name apart", async (t) => {
  const saved = { outputs: [plain("2")] };
  const contents: Cell[][] = [
    [code("throw 1")],
    [code("'second'")],
    [code("3", saved)],
    [markdown("nothing yet"), code("\n")],
    [code("'fifth'")],
  ];
  const files = contents.map((cells) => writeNotebook(temporaryFolder(t), cells, "handin.ipynb"));
  const [first = "", second, third, fourth] = files;
  const missing = [join(dirname(first), "gone.ipynb"), `${basename(dirname(first))}.ipynb`];
  const texts = () => files.map((file) => readFileSync(file, "utf8"));
  const before = texts();
  const program = join(root, "tools", "notebooks.mjs");
  const given = [first, ...missing, ...files.slice(1)];
  const ended = await runProgram(process.execPath, [program, ...given]);

  assert.equal(ended.code, 1);
  assert.deepEqual(
    ended.stdout.split("\n").filter((line) => files.includes(line)),
    files,
  );
  assert.deepEqual(texts(), before, "nothing is written");
  const lines = ended.stderr.split("\n");
  const place = lines.indexOf(`There is no ${missing[0]}.`);
  assert.equal(lines[place + 1], `There is no ${missing[1]}.`);
  assert.match(lines[place - 1] ?? "", /^The notebook as far as it got: /, "told after the first");
  assert.match(lines[place + 2] ?? "", /^cell 1 of 1 /, "and before the second");
  const failed = [
    `${first} (did not run to its end)`,
    ...missing.map((file) => `${file} (is not there)`),
    `${third} (gave other results)`,
  ];
  const summary = `4 of 7 notebooks failed: ${failed.join(", ")}\n`;
  assert.ok(ended.stderr.endsWith(`\n${summary}`), ended.stderr);
  assert.ok(ended.stdout.includes(`\n${fourth}\n${fourth} has no cells that run.\n`), ended.stdout);
  const unsaved = `${second} was saved without results: there was nothing to compare with. The new ones: `;
  assert.ok(ended.stdout.includes(`\n${unsaved}`), ended.stdout);
  const copies = [...ended.stdout.matchAll(/The new ones: (.*)$/gm)].map(([, file = ""]) => file);
  assert.deepEqual(
    copies.map((file) => readCells(file).map(({ outputs }) => text(outputs?.[0]))),
    [["'second'"], ["'fifth'"]],
  );
});

test("a notebook that is not there is told in one line by every command that takes one", async (t) => {
  const notebook = join(temporaryFolder(t), "nosuch.ipynb");
  for (const command of ["notebooks", "assignment", "start"]) {
    const ended = await runProgram(process.execPath, [join(root, "tools", `${command}.mjs`), notebook]);
    assert.deepEqual(ended, { code: 1, stdout: "", stderr: `There is no ${notebook}.\n` }, command);
  }
});

test("the documents' pictures are those of the cells that name them", (t) => {
  const folder = temporaryFolder(t);
  const file = relative(root, join(folder, "chart.svg"));
  const named = { metadata: { convbook: { picture: file } } };
  const cells = [
    code("1", { outputs: [picture("<svg/>")] }),
    code("2", { ...named, outputs: [picture("<svg></svg>")] }),
  ];
  writePictures(writeNotebook(folder, cells));
  assert.equal(readFileSync(join(root, file), "utf8"), "<svg></svg>");
  assert.throws(() => writePictures(writeNotebook(folder, [code("3", named)])), /ends on no picture/);
});

test("each picture that the README shows is named by a cell of a committed notebook, and no other is", () => {
  const folder = join(root, "notebooks");
  const notebooks = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
  const cells = notebooks.flatMap((name) => readCells(join(folder, name)));
  const named = cells.flatMap(({ metadata }) => metadata.convbook?.picture ?? []);
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const shown = [...readme.matchAll(/docs\/[\w-]+\.svg/g)].map(([file]) => file);
  assert.ok(shown.length > 0);
  assert.deepEqual(named.sort(), shown.sort());
});
