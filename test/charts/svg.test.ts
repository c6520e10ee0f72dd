import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { bars, type Chart, lines, scatter } from "../../src/charts";
import { jupyterDisplay } from "../../src/notebook/display";
import { losses, networks, published, variants } from "./rows";

const charts = {
  scatter: () =>
    scatter(networks, {
      x: "params",
      y: "medianMs",
      label: "name",
      log: true,
      title: "Parameters against time",
    }),
  areas: () =>
    scatter(published, {
      ...{ x: "macs", y: "top1", log: "x", area: "params", label: "name", series: "family" },
      title: "Accuracy against arithmetic",
    }),
  bars: () => bars(variants, { x: "name", y: "medianMs", series: "variant", title: "Time by network" }),
  lines: () => lines(losses, { x: "epoch", y: "loss", series: "run", title: "Loss" }),
};

async function svgOf(chart: Chart): Promise<string> {
  return (await chart[jupyterDisplay]())["image/svg+xml"] as string;
}

/** The text in a picture, piece by piece. */
function texts(svg: string): string[] {
  return [...svg.matchAll(/<t(?:ext|span)[^>]*>([^<]+)</g)].map(([, text]) => text as string);
}

describe("a chart in a notebook", () => {
  it("brings plotly's JSON, a picture and a text table", async () => {
    const chart = charts.scatter();
    const bundle = await chart[jupyterDisplay]();
    assert.deepEqual(Object.keys(bundle).sort(), [
      "application/vnd.plotly.v1+json",
      "image/svg+xml",
      "text/plain",
    ]);
    assert.deepEqual(bundle["application/vnd.plotly.v1+json"], { data: chart.data, layout: chart.layout });
    assert.match(bundle["text/plain"] as string, /134,301,514/);
  });

  it("has title, axis titles, ticks, labels and legend in its picture", async () => {
    const drawn = texts(await svgOf(charts.scatter()));
    for (const text of [
      "Parameters against time",
      "parameters",
      "inference time, median (ms)",
      "20M",
      "100M",
      ...networks.map(({ name }) => name),
    ]) {
      assert.ok(drawn.includes(text), `"${text}" is missing among ${drawn.join("; ")}`);
    }
    const inBars = texts(await svgOf(charts.bars()));
    for (const text of ["plain", "batch norm", "AlexNet", "395", "12.1"])
      assert.ok(inBars.includes(text), text);
  });

  it("shows changes made to its figure", async () => {
    const chart = charts.lines();
    chart.layout["title"] = { text: "Another title" };
    assert.ok(texts(await svgOf(chart)).includes("Another title"));
  });

  it("is drawn the same however many are drawn at once, with ids of its own", async () => {
    const alone = await svgOf(charts.lines());
    const [, together, again] = await Promise.all([
      svgOf(charts.bars()),
      svgOf(charts.lines()),
      svgOf(charts.lines()),
    ]);
    assert.equal(together, alone);
    assert.equal(again, alone);
    const ids = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const [first, second] = [ids(alone), ids(await svgOf(charts.bars()))];
    assert.ok(first.length > 0);
    assert.deepEqual(
      first.filter((id) => second.includes(id)),
      [],
    );
  });

  for (const [name, make] of Object.entries(charts)) {
    it(`looks as before: ${name}`, async () => {
      const file = join(__dirname, "golden", `${name}.svg`);
      const svg = `${(await svgOf(make())).replaceAll("><", ">\n<")}\n`;
      if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, svg);
      assert.equal(svg, readFileSync(file, "utf8"));
    });
  }
});

describe("a chart in a script", () => {
  it("prints its table, and drawing does not keep the process alive", async () => {
    const script = `
      const { bars } = require("./src/charts");
      const chart = bars([{ name: "VGG-16", params: 134301514 }], { x: "name", y: "params" });
      console.log(chart);
      chart[Symbol.for("Jupyter.display")]().then((bundle) => console.log(Object.keys(bundle).length));`;
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ["-r", "ts-node/register", "-e", script],
      {
        cwd: resolve(__dirname, "../.."),
        timeout: 60_000,
      },
    );
    assert.equal(stdout, "name     parameters\n───────────────────\nVGG-16  134,301,514\n3\n");
    assert.equal(stderr, "");
  });
});
