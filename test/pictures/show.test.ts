import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import "../../src/engines";
import { fromPattern } from "../../src/architectures/pattern/fromPattern";
import { loadPlotly } from "../../src/charts/plotlySvg";
import { show } from "../../src/pictures/show";
import { bundleOf } from "../notebook/support";
import { residual, uNet } from "./models";

const PLOTLY = "application/vnd.plotly.v1+json";

interface Figure {
  data: [{ x: number[]; y: number[]; base: number[]; width: number[]; hovertext: string[] }];
  layout: { width: number; height: number; images: { source: string }[] };
}

describe("a picture of a network", () => {
  it("is an image on plotly's axes, a static image and a table", async () => {
    const bundle = await bundleOf(show(residual()));
    assert.deepEqual(Object.keys(bundle).sort(), [PLOTLY, "image/svg+xml", "text/plain"]);
    const { layout } = bundle[PLOTLY] as Figure;
    const [, base64] = (layout.images[0]?.source ?? "").split("data:image/svg+xml;base64,");
    assert.equal(Buffer.from(base64 ?? "", "base64").toString(), bundle["image/svg+xml"]);
  });

  it("is a figure that plotly.js accepts", async () => {
    const figure = (await bundleOf(show(residual())))[PLOTLY];
    const window = await loadPlotly();
    const { validate } = window.Plotly as unknown as { validate: (...figure: unknown[]) => unknown };
    const { data, layout } = window.JSON.parse(JSON.stringify(figure)) as Figure;
    assert.equal(validate(data, layout), undefined);
  });

  it("tells a box's layers, shape, parameters and MACs where the mouse is on it", async () => {
    const { data, layout } = (await bundleOf(show(residual())))[PLOTLY] as Figure;
    const [spots] = data;
    const i = spots.hovertext.findIndex((text) => text.startsWith("<b>block1_conv1</b>"));
    assert.equal(
      spots.hovertext[i],
      "<b>block1_conv1</b><br>block1_conv1_pad (ZeroPadding2D)<br>Conv2D<br>" +
        "block1_conv1_bn (BatchNormalization)<br>block1_conv1_relu (ReLU)<br>output: 16×16×8<br>" +
        `parameters: ${3 * 3 * 8 * 8 + 8 + 4 * 8}<br>MACs: ${(16 * 16 * 9 * 8 * 8).toLocaleString("en-US")}`,
    );
    for (const [n, x] of spots.x.entries()) {
      const [half, top] = [(spots.width[n] as number) / 2, spots.base[n] as number];
      assert.ok(x - half >= 0 && x + half <= layout.width);
      assert.ok(top >= 0 && top + (spots.y[n] as number) <= layout.height);
    }
  });

  it("is data without its picture", () => {
    const { boxes, edges, name } = show(residual());
    const data: unknown = JSON.parse(JSON.stringify(show(residual())));
    assert.deepEqual(data, { name, boxes, edges });
  });

  it("is drawn the same each time", async () => {
    const [first, second] = await Promise.all([bundleOf(show(uNet())), bundleOf(show(uNet()))]);
    assert.deepEqual(first, second);
  });

  it("looks as before", async () => {
    const file = join(__dirname, "golden", "residual.svg");
    const svg = `${String((await bundleOf(show(residual())))["image/svg+xml"]).replaceAll("><", ">\n<")}\n`;
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, svg);
    assert.equal(svg, readFileSync(file, "utf8"));
  });

  it("means names as they stand, not as tags", async () => {
    const image = tf.input({ shape: [2], name: "image" });
    const outputs = tf.layers
      .flatten()
      .apply(tf.layers.reshape({ targetShape: [2, 1] }).apply(image)) as tf.SymbolicTensor;
    const bundle = await bundleOf(show(tf.model({ inputs: image, outputs, name: "<&>" })));
    assert.match(String(bundle["image/svg+xml"]), />&#60;&#38;&#62;<\/text>/);
  });

  it("is a table in a terminal, which names where branches begin and join", () => {
    assert.equal(
      inspect(show(residual())),
      [
        "residual: 10 boxes",
        "Layer         Operation                      Output      Params     MACs  From (else from above)",
        "────────────────────────────────────────────────────────────────────────────────────────────────",
        "image         input                          16×16×3          0        0",
        "stem          conv 3×3, 8 · ReLU             16×16×8        224   55,296",
        "block1_conv1  conv 3×3, 8 · BN · ReLU        16×16×8        616  147,456",
        "block1_conv2  conv 3×3, 8                    16×16×8        584  147,456",
        "block1_add    add · ReLU                     16×16×8          0        0  block1_conv2 + stem",
        "side_pool     global avg pool                8 → output       0        0",
        "pool          max pool 2×2 / 2               8×8×8            0        0  block1_add",
        "flatten       flatten                        512              0        0",
        "fc1           dense 16 · ReLU · dropout 0.5  16           8,208    8,192",
        "predictions   dense 4 · softmax              4 → output      68       64",
      ].join("\n"),
    );
  });

  it("asks for a model that is there", () => {
    const model = residual();
    model.dispose();
    assert.throws(() => show(model), /The model "residual" is disposed: build it again/);
    assert.throws(() => show(residual as never), {
      name: "TypeError",
      message: /^model is no tf\.LayersModel/,
    });
    assert.throws(() => show(tf.sequential()), /has no layers/);
  });
});

it("a long name is written over several lines, none wider than the picture", async () => {
  const model = fromPattern("INPUT -> [[CONV -> RELU]*2 -> POOL?]*3 -> [FC -> RELU]*1 -> FC", {
    inputShape: [32, 32, 3],
  });
  const svg = (await bundleOf(show(model)))["image/svg+xml"] as string;
  const { name } = model;
  model.dispose();
  const width = Number(/<svg[^>]* width="([\d.]+)"/.exec(svg)?.[1]);
  const lines = [...svg.matchAll(/<text ([^>]*font-size="16"[^>]*)>([^<]*)</g)];
  assert.ok(lines.length > 1);
  assert.equal(
    lines.map(([, , text]) => text?.replaceAll("&gt;", ">").replaceAll("&#62;", ">")).join(" "),
    name,
  );
  for (const [, attributes] of lines) {
    assert.ok(Number(/textLength="([\d.]+)"/.exec(attributes ?? "")?.[1]) < width);
  }
});

it("a long name of one word ends in … at the picture's width", async () => {
  const name = "a_name_without_any_space_".repeat(5);
  const model = tf.sequential({ name, layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
  const svg = (await bundleOf(show(model)))["image/svg+xml"] as string;
  model.dispose();
  const width = Number(/<svg[^>]* width="([\d.]+)"/.exec(svg)?.[1]);
  const [, attributes, text = ""] = /<text ([^>]*font-size="16"[^>]*)>([^<]*)</.exec(svg) ?? [];
  const drawn = Number(/textLength="([\d.]+)"/.exec(attributes ?? "")?.[1]);
  assert.ok(drawn < width && drawn > 0.9 * width, `${drawn} of ${width}`);
  assert.ok(text.endsWith("…") && name.startsWith(text.slice(0, -1)));
});
