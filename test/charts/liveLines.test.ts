import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { liveLines } from "../../src/charts";
import { loadPlotly } from "../../src/charts/plotlySvg";
import { inFakeNotebook } from "../notebook/support";
import { losses } from "./rows";

const options = { x: "epoch", y: "loss", series: "run" } as const;

describe("live lines", () => {
  it("replace one picture, not at every row, and make way for the interactive chart", async () => {
    await loadPlotly();
    const published = await inFakeNotebook(async () => {
      const live = liveLines<(typeof losses)[number]>(options);
      for (let i = 1; i <= losses.length; i++) await live.update(losses.slice(0, i));
      const chart = live.done();
      assert.deepEqual(
        chart.data.map(({ name, y }) => [name, (y as number[]).length]),
        [
          ["plain", 20],
          ["batch norm", 20],
          ["dropout", 20],
        ],
      );
    });
    assert.deepEqual(
      published.map(({ bundle }) => Object.keys(bundle)),
      [
        ["text/plain", "image/svg+xml"],
        ["text/plain", "text/html"],
      ],
    );
    assert.equal(published[0]?.bundle["text/plain"], "plain: epoch 0.1, loss 1");
    assert.match(published[0].bundle["image/svg+xml"] as string, /^<svg/);
    assert.equal(published[1]?.bundle["text/html"], "");
    const [first, last] = published.map((each) => each.options);
    assert.equal(first?.update, false);
    assert.equal(last?.update, true);
    assert.equal(last.displayId, first.displayId);
  });

  it("do not come back after they are done", async () => {
    const published = await inFakeNotebook(async () => {
      const live = liveLines<(typeof losses)[number]>(options);
      const drawing = live.update(losses);
      live.done();
      await drawing;
      await live.update(losses);
    });
    assert.deepEqual(published.at(-1)?.bundle, { "text/plain": "", "text/html": "" });
    assert.equal(published.length, 1);
  });

  it("draw again when a second has passed", async (test) => {
    const published = await inFakeNotebook(async () => {
      const live = liveLines<(typeof losses)[number]>(options);
      await live.update(losses.slice(0, 5));
      const later = performance.now() + 60_000;
      test.mock.method(performance, "now", () => later);
      await live.update(losses);
    });
    assert.equal(published.length, 2);
  });

  it("name what is wrong with the rows", async () => {
    const live = liveLines<{ epoch: number; loss: number }>({ x: "epoch", y: "loss" });
    assert.throws(() => live.done(), /rows: empty/);
    const again = liveLines<{ epoch: number; loss: number }>({ x: "epoch", y: "loss" });
    await assert.rejects(again.update([{ epoch: 1, loss: NaN }]), /rows\[0\]\.loss is NaN/);
  });

  it("print the last row on stderr in a script, and draw nothing", async () => {
    const script = `
      const { liveLines } = require("./src/charts");
      const live = liveLines({ x: "epoch", y: "accuracy" });
      live.update([{ epoch: 1, accuracy: 0.9123 }]).then(() => {
        live.done();
        console.log(Object.keys(require.cache).some((file) => file.includes("jsdom")));
      });`;
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ["-r", "ts-node/register", "-e", script],
      {
        cwd: resolve(__dirname, "../.."),
      },
    );
    assert.equal(stderr, "epoch 1, accuracy 91.23%\n");
    assert.equal(stdout, "false\n");
  });
});
