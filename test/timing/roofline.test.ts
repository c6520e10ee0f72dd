import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { loadPlotly } from "../../src/charts/plotlySvg";
import type { Profile, ProfileRow } from "../../src/engines/profile";
import { jupyterDisplay } from "../../src/notebook/display";
import { machinePeaks, type Peaks, roofline, rooflineRows } from "../../src/timing";
import { available } from "../support/engines";

const setting = {
  engine: "onnxruntime",
  engineVersion: "1",
  device: "a processor",
  cpu: "a processor",
  threads: 2,
  node: "v20",
  tfjs: "4",
} as const;

/** Memory's roof meets arithmetic's at 200 / 20 = 10 FLOPs a byte, that of the caches at 2. */
const peaks: Peaks = { ...setting, gflops: 200, memoryGBps: 20, cacheGBps: 100 };

function row(layer: string, kind: string, share: number, intensity: number, gflops: number): ProfileRow {
  const medianMs = 100 * share;
  const macs = (gflops * medianMs * 1e6) / 2;
  const bytes = (2 * macs) / intensity;
  return { layer, layers: [layer], kind, operators: "Conv", medianMs, share, macs, bytes, gflops, intensity };
}

const rows = [
  row("conv1", "Conv2D", 0.1, 16, 160),
  row("conv2", "Conv2D", 0.5, 400, 190),
  row("depthwise", "DepthwiseConv2D", 0.1, 2, 20),
  row("small", "DepthwiseConv2D", 0.01, 1.5, 60), // 40 GB/s: from the caches
  { ...row("pool", "MaxPooling2D", 0.04, 1, 1), macs: 0, intensity: null, gflops: null },
  row("dense", "Dense", 0.25, 0.5, 9),
];

const profile: Profile = {
  ...setting,
  name: "a network",
  batch: 1,
  runs: 20,
  rows,
  totals: { medianMs: 100, predictMs: 101, macs: 1, bytes: 1 },
  idle: [],
};

describe("rooflineRows", () => {
  const roofsOf = (of: Profile) =>
    rooflineRows(of, peaks).map(({ layer, bound, roof }) => ({ layer, bound, roof }));

  it("puts the lower of both roofs over every layer that has multiply-adds", () => {
    const roofs = roofsOf(profile);
    assert.deepEqual(roofs, [
      { layer: "conv1", bound: "compute", roof: 200 },
      { layer: "conv2", bound: "compute", roof: 200 },
      { layer: "depthwise", bound: "memory", roof: 2 * 20 },
      { layer: "small", bound: "memory", roof: 1.5 * 20 },
      { layer: "dense", bound: "memory", roof: 0.5 * 20 },
    ]);
  });

  it("puts the same roof over layers of the same intensity, whatever their times", () => {
    const times = [1, 79, 81, 199, 201]; // memory gives 4 x 20, arithmetic 200
    const alike = times.map((gflops) => row("alike", "Conv2D", 0.2, 4, gflops));
    const memory = { layer: "alike", bound: "memory", roof: 4 * 20 };
    assert.deepEqual(
      roofsOf({ ...profile, rows: alike }),
      times.map(() => memory),
    );
  });

  it("changes roofs where the two meet", () => {
    const [before, after] = [row("before", "Conv2D", 0.5, 9.9, 50), row("after", "Conv2D", 0.5, 10, 50)];
    assert.deepEqual(roofsOf({ ...profile, rows: [before, after] }), [
      { layer: "before", bound: "memory", roof: 9.9 * 20 },
      { layer: "after", bound: "compute", roof: 200 },
    ]);
  });

  it("says what to give where the profile or the peaks are missing", () => {
    for (const draw of [rooflineRows, roofline]) {
      assert.throws(() => draw(profile, undefined as never), /TypeError: peaks are none.*machinePeaks/);
      assert.throws(() => draw(Promise.resolve() as never, peaks), /TypeError: profile is none.*await/);
    }
  });

  it("says which share of its roof a layer reaches", () => {
    const reached = rooflineRows(profile, peaks).map((entry) => entry.reached);
    assert.deepEqual(reached, [160 / 200, 190 / 200, 20 / 40, 60 / 30, 9 / 10]);
  });

  it("shows itself as a table with the peaks", () => {
    const text = inspect(rooflineRows(profile, peaks));
    assert.match(text, /peaks: 200\.0 GFLOP\/s, memory 20\.0 GB\/s, caches 100\.0 GB\/s/);
    assert.match(text, /^dense +Dense +25\.0 % +0\.5 +9\.0 +memory +10\.0 +90\.0 %$/m);
    assert.match(text, /^small .* memory +30\.0 +200\.0 %$/m);
    assert.match(text, /^Over 100 % of memory's roof: .*caches\nOver 100 % of arithmetic's roof: .*peak/m);
  });
});

describe("roofline", () => {
  const chart = roofline(profile, peaks);

  it("has a line for each roof, from the slopes' beginning to where they meet the flat one", () => {
    const lines = chart.data.filter(({ mode }) => mode === "lines") as {
      name: string;
      x: number[];
      y: number[];
    }[];
    assert.deepEqual(
      lines.map(({ name }) => name),
      ["arithmetic, 200.0 GFLOP/s", "memory, 20.0 GB/s", "caches, 100.0 GB/s"],
    );
    const [flat, memory, caches] = lines;
    assert.deepEqual(flat?.y, [200, 200]);
    assert.equal(flat.x[0], 2);
    assert.deepEqual([memory?.x[1], memory?.y[1]], [10, 200]);
    assert.equal((memory?.y[0] ?? NaN) / (memory?.x[0] ?? NaN), 20);
    assert.deepEqual([caches?.x[1], caches?.y[1]], [2, 200]);
  });

  it("has a marker for each kind of layer, at its intensity and rate, and the heavy layers' names", () => {
    const markers = chart.data.filter(({ mode }) => mode === "markers+text");
    assert.deepEqual(
      markers.map(({ name, x, y, text }) => ({ name, x, y, text })),
      [
        { name: "Conv2D", x: [400, 16], y: [190, 160], text: ["conv2", "conv1"] },
        { name: "Dense", x: [0.5], y: [9], text: ["dense"] },
        { name: "DepthwiseConv2D", x: [2, 1.5], y: [20, 60], text: ["depthwise", ""] },
      ],
    );
    assert.equal(new Set(markers.map(({ marker }) => (marker as { symbol: string }).symbol)).size, 3);
  });

  it("is a figure that plotly.js accepts, its text the table", async () => {
    const window = await loadPlotly();
    const { validate } = window.Plotly as unknown as { validate: (...figure: unknown[]) => unknown };
    const { data, layout } = window.JSON.parse(JSON.stringify(chart)) as typeof chart;
    assert.equal(validate(data, layout), undefined);
    assert.equal(inspect(chart), inspect(rooflineRows(profile, peaks)));
  });

  it("looks as before", async () => {
    const file = join(__dirname, "golden", "roofline.svg");
    const picture = (await chart[jupyterDisplay]())["image/svg+xml"] as string;
    const svg = `${picture.replaceAll("><", ">\n<")}\n`;
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, svg);
    assert.equal(svg, readFileSync(file, "utf8"));
  });

  it("refuses a profile without arithmetic", () => {
    const idle = rows.filter(({ macs }) => macs === 0);
    assert.throws(() => roofline({ ...profile, rows: idle }, peaks), RangeError);
  });
});

describe("machinePeaks", { skip: available.includes("onnxruntime") ? false : "no ONNX Runtime here" }, () => {
  it("measures rates that a machine can have, with as many threads as asked for", async () => {
    const measured = await machinePeaks({ threads: 1 });
    assert.equal(measured.threads, 1);
    // From a slow laptop's core to well over a server's: wrong units or a wrong count would lie outside.
    assert.ok(measured.gflops > 1 && measured.gflops < 2000, `${measured.gflops} GFLOP/s`);
    assert.ok(measured.memoryGBps > 0.5 && measured.memoryGBps < 2000, `${measured.memoryGBps} GB/s`);
    assert.ok(measured.cacheGBps > measured.memoryGBps, `${measured.cacheGBps} GB/s`);
    assert.match(inspect(measured), /^memory, GB\/s/m);
  });

  it("refuses a number of threads that cannot be", async () => {
    await assert.rejects(machinePeaks({ threads: 0 }), RangeError);
  });
});
