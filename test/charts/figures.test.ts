import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { bars, type Chart, lines, scatter } from "../../src/charts";
import { loadPlotly } from "../../src/charts/plotlySvg";
import { losses, networks, published, variants } from "./rows";

const charts: Record<string, Chart> = {
  scatter: scatter(networks, { x: "params", y: "medianMs", label: "name", log: true, title: "Times" }),
  "scatter in series": scatter(variants, { x: "macs", y: "medianMs", series: "variant", log: "x" }),
  "scatter with areas": scatter(published, { x: "macs", y: "top1", area: "params", series: "family" }),
  bars: bars(variants, { x: "name", y: "medianMs", series: "variant", title: "Times" }),
  "bars of counts": bars(networks, { x: "name", y: "params", log: true }),
  lines: lines(losses, { x: "epoch", y: "loss", series: "run", log: true }),
};

/** An attribute of every trace. */
const each = (chart: Chart, attribute: string) => chart.data.map((trace) => trace[attribute]);
const axis = (chart: Chart, name: "xaxis" | "yaxis") =>
  chart.layout[name] as { type: string; title: { text: string }; range: [number, number]; tickangle: number };

describe("a chart's figure", () => {
  for (const [name, chart] of Object.entries(charts)) {
    it(`is one that plotly.js accepts: ${name}`, async () => {
      const window = await loadPlotly();
      const { validate } = window.Plotly as unknown as { validate: (...figure: unknown[]) => unknown };
      const { data, layout } = window.JSON.parse(JSON.stringify(chart)) as Chart;
      assert.equal(validate(data, layout), undefined);
    });
  }

  it("is plain data", () => {
    for (const chart of Object.values(charts)) {
      assert.deepEqual(Reflect.ownKeys({ ...chart }), ["data", "layout"]);
      assert.deepEqual(JSON.parse(JSON.stringify(chart)), { ...chart });
    }
  });

  it("holds the rows' numbers, by series", () => {
    const { data } = bars(variants, { x: "name", y: "params", series: "variant" });
    assert.deepEqual(
      data.map(({ name, x, y }) => ({ name, x, y })),
      ["plain", "batch norm"].map((name) => ({
        name,
        x: networks.map((network) => network.name),
        y: networks.map((network) => network.params),
      })),
    );
  });

  it("tells series apart by colour and by shape", () => {
    const rows = Array.from({ length: 50 }, (_, i) => ({ x: i, y: i, series: `${i}` }));
    const markers = each(scatter(rows, { x: "x", y: "y", series: "series" }), "marker") as {
      color: string;
      symbol: string;
    }[];
    assert.equal(new Set(markers.slice(0, 7).map(({ color }) => color)).size, 7);
    assert.equal(new Set(markers.slice(0, 7).map(({ symbol }) => symbol)).size, 7);
    assert.equal(new Set(markers.map(({ color, symbol }) => color + symbol)).size, 50);
    assert.equal(markers[0]?.color, "#0072B2"); // Okabe and Ito's blue
    const filled = each(bars(variants, { x: "name", y: "params", series: "variant" }), "marker") as {
      pattern?: { shape: string };
    }[];
    assert.notEqual(filled[0]?.pattern?.shape, filled[1]?.pattern?.shape);
  });

  it("has axis titles with units for the columns of our results, and the column's name for others", () => {
    const titles = (chart: Chart) => [axis(chart, "xaxis").title.text, axis(chart, "yaxis").title.text];
    assert.deepEqual(titles(scatter(networks, { x: "macs", y: "medianMs" })), [
      "multiply-adds (MACs)",
      "inference time, median (ms)",
    ]);
    const rows = [{ depth: 3, toString: 4 }];
    assert.deepEqual(titles(scatter(rows, { x: "depth", y: "toString", yTitle: "width (m)" })), [
      "depth",
      "width (m)",
    ]);
  });

  it("has log axes where asked", () => {
    const types = (chart: Chart) => [axis(chart, "xaxis").type, axis(chart, "yaxis").type];
    const of = (log: boolean | "x" | "y") => types(scatter(networks, { x: "params", y: "macs", log }));
    assert.deepEqual(of(true), ["log", "log"]);
    assert.deepEqual(of("x"), ["log", "linear"]);
    assert.deepEqual(of("y"), ["linear", "log"]);
    assert.deepEqual(of(false), ["linear", "linear"]);
    assert.deepEqual(types(lines(losses, { x: "epoch", y: "loss", log: true })), ["linear", "log"]);
  });

  it("gives markers areas in proportion, the largest drawn first, and says what areas mean", () => {
    const chart = scatter(published, { x: "macs", y: "top1", area: "params", label: "name", log: "x" });
    const [trace] = chart.data as {
      marker: Record<string, unknown>;
      hovertemplate: string;
      hovertext: string[];
    }[];
    assert.deepEqual(trace?.hovertext, [
      "VGG-19",
      "VGG-16",
      "AlexNet",
      "ResNet-18",
      "GoogLeNet",
      "MobileNet",
    ]);
    const { size, sizemode, sizeref } = trace.marker as { size: number[]; sizemode: string; sizeref: number };
    assert.equal(sizemode, "area");
    assert.deepEqual(size, [143_667_240, 138_357_544, 61_100_840, 11_699_112, 6_639_464, 4_253_864]);
    assert.match(trace.hovertemplate, /<br>parameters: %{marker.size:,d}<extra>/);

    const { shapes, annotations } = chart.layout as {
      shapes: { x0: number; x1: number }[];
      annotations: { text: string }[];
    };
    assert.deepEqual(
      annotations.map(({ text }) => text),
      ["area: parameters", "5M", "20M", "100M"],
    );
    // plotly.js: a radius is the root of size / (2 sizeref)
    for (const [i, value] of [5e6, 2e7, 1e8].entries()) {
      const { x0 = NaN, x1 = NaN } = shapes[i] ?? {};
      assert.ok(Math.abs((x1 - x0) / (2 * Math.sqrt(value / (2 * sizeref))) - 1) < 1e-9);
    }
    assert.match(inspect(chart), /^name +multiply-adds \(MACs\) +top-1 accuracy \(%\) +parameters\n/);
  });

  it("has round numbers for areas of any size", () => {
    const key = (sizes: number[]) => {
      const rows = sizes.map((size, i) => ({ i, size }));
      const { annotations } = scatter(rows, { x: "i", y: "i", area: "size" }).layout as {
        annotations: { text: string }[];
      };
      return annotations.slice(1).map(({ text }) => text);
    };
    assert.deepEqual(key([3, 1]), ["0.1", "0.5", "2"]);
    assert.deepEqual(key([1000]), ["50", "200", "1k"]);
    assert.deepEqual(key([42_753_163_264, 325_680]), ["1G", "5G", "20G"]);
  });

  it("draws quartiles as error bars, whole within the axis, beside a median alone", () => {
    const [trace] = scatter(networks, { x: "params", y: "medianMs" }).data;
    const { array, arrayminus } = trace?.["error_y"] as { array: number[]; arrayminus: number[] };
    assert.deepEqual(array, [1, 13, 35]);
    assert.deepEqual(arrayminus, [0.5, 7, 15]);
    const [, top] = axis(scatter(networks, { x: "params", y: "medianMs" }), "yaxis").range;
    assert.ok(top > 430);
    assert.equal(scatter(networks, { x: "medianMs", y: "params" }).data[0]?.["error_y"], undefined);
    const without = networks.map(({ name, medianMs }) => ({ name, medianMs }));
    assert.equal(bars(without, { x: "name", y: "medianMs" }).data[0]?.["error_y"], undefined);
  });

  it("starts bars at 0", () => {
    assert.equal(axis(bars(networks, { x: "name", y: "medianMs" }), "yaxis").range[0], 0);
    const [from, to] = axis(bars([{ n: "a", change: -3 }], { x: "n", y: "change" }), "yaxis").range;
    assert.ok(from < -3 && to >= 0);
  });

  it("writes bars' names flat where they fit, and at an angle where they do not", () => {
    const named = (names: string[]) =>
      bars(
        names.map((layer) => ({ layer, n: 1 })),
        { x: "layer", y: "n" },
      );
    assert.equal(axis(named(["conv1", "conv2"]), "xaxis").tickangle, 0);
    const many = named(Array.from({ length: 21 }, (_, i) => `block${i}_conv1`));
    assert.equal(axis(many, "xaxis").tickangle, -45);
  });

  it("gives a legend's names the room that they take in DejaVu Sans", () => {
    const { layout } = lines([{ x: 0, y: 0, run: "batch norm" }, { x: 0, y: 1, run: "plain" }], { x: "x", y: "y", series: "run" }); // prettier-ignore
    const { entrywidth } = layout["legend"] as { entrywidth: number };
    assert.ok(entrywidth >= 74.8); // "batch norm" at 13 pixels, measured in Chromium
  });

  it("keeps room for data below a long legend", () => {
    const rows = Array.from({ length: 30 }, (_, i) => ({
      x: i,
      y: i,
      series: `a series with a long name, ${i}`,
    }));
    const { height, margin } = lines(rows, { x: "x", y: "y", series: "series" }).layout as {
      height: number;
      margin: { t: number; b: number };
    };
    assert.ok(height - margin.t - margin.b >= 200);
  });

  it("means text as it stands, not as tags", () => {
    const rows = [{ name: "a<b>&c", n: 1 }];
    const chart = bars(rows, { x: "name", y: "n", title: "1 < 2" });
    assert.equal((chart.layout["title"] as { text: string }).text, "1 &lt; 2");
    assert.deepEqual((chart.layout["xaxis"] as { ticktext: string[] }).ticktext, ["a&lt;b&gt;&amp;c"]);
  });

  it("is a text table in a terminal", () => {
    assert.equal(
      inspect(scatter(networks, { x: "params", y: "macs", label: "name", title: "Counts" })),
      [
        "Counts",
        "name          parameters  multiply-adds (MACs)",
        "──────────────────────────────────────────────",
        "AlexNet       23,981,450         1,035,504,768",
        "VGG-16       134,301,514        15,466,209,280",
        "CNN_5x5_Net  160,453,450        42,749,108,224",
      ].join("\n"),
    );
    assert.match(inspect(charts["bars"]), /variant +inference time, median \(ms\) +first quartile/);
  });
});

describe("a chart's errors", () => {
  const point = { name: "a", x: 1, y: 2 };

  it("name a column that is not there, and list those that are", () => {
    for (const chart of [scatter, bars, lines]) {
      assert.throws(
        () => chart([point], { x: "name", y: "Y" as "y" }),
        /no column "Y".*name, x, y|rows\[0\]\.name/,
      );
    }
    assert.throws(() => scatter([point], { x: "x", y: "y", label: "nam" as "name" }), {
      name: "RangeError",
      message: 'label: no column "nam". The columns are name, x, y.',
    });
    assert.throws(
      () => lines([point], { x: "x", y: "y", series: "run" as "name" }),
      /series: no column "run"/,
    );
  });

  it("ask for rows", () => {
    for (const chart of [scatter, bars, lines]) {
      assert.throws(() => chart([], { x: "x", y: "y" }), {
        name: "RangeError",
        message: /rows: empty/,
      });
      assert.throws(() => chart({} as never, { x: "x", y: "y" } as never), TypeError);
      assert.throws(() => chart([null] as never, { x: "x", y: "y" } as never), TypeError);
    }
  });

  it("name the row and the column of a value that cannot be drawn", () => {
    for (const [value, said] of [
      [null, "null"],
      [undefined, "missing"],
      [NaN, "NaN"],
      [Infinity, "Infinity"],
      ["12", '"12"'],
    ] as const) {
      const rows = [point, { ...point, name: "b", y: value as number }];
      for (const chart of [scatter, lines]) {
        assert.throws(() => chart(rows, { x: "x", y: "y" }), {
          name: "RangeError",
          message: new RegExp(`rows\\[1\\]\\.y is ${said}`),
        });
      }
      assert.throws(() => bars(rows, { x: "name", y: "y" }), new RegExp(`rows\\[1\\]\\.y is ${said}`));
    }
    assert.throws(() => bars([{ name: null, y: 1 }], { x: "name", y: "y" }), /rows\[0\]\.name is null/);
  });

  it("keep what is not above 0 off a log axis", () => {
    const rows = [point, { name: "b", x: 0, y: 3 }];
    assert.throws(() => scatter(rows, { x: "x", y: "y", log: true }), /rows\[1\]\.x is 0, and a log axis/);
    assert.doesNotThrow(() => scatter(rows, { x: "x", y: "y", log: "y" }));
    assert.throws(() => lines(rows, { x: "y", y: "x", log: true }), /rows\[1\]\.x is 0, and a log axis/);
  });

  it("tell of what has no area", () => {
    const options = { x: "x", y: "y", area: "params" } as const;
    const rows = (params: unknown) => [point, { ...point, params }].map((row) => ({ params: 1, ...row }));
    for (const [params, said] of [
      [0, /^rows\[1\]\.params is 0, and only what is above 0 has an area\. Leave such rows out/],
      [-3, /^rows\[1\]\.params is -3/],
      [undefined, /^rows\[1\]\.params is missing: area needs a finite number/],
    ] as const) {
      assert.throws(() => scatter(rows(params) as (typeof point & { params: number })[], options), {
        name: "RangeError",
        message: said,
      });
    }
  });

  it("tell of two bars in one place", () => {
    assert.throws(() => bars(variants, { x: "name", y: "params" }), /rows\[1\]: a second bar "AlexNet"/);
    assert.throws(
      () => bars([...variants, ...variants], { x: "name", y: "params", series: "variant" }),
      /rows\[6\]: a second bar "AlexNet" in the series "plain"/,
    );
  });
});
