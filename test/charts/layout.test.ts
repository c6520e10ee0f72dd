import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { placeLabels } from "../../src/charts/labels";
import { paddedRange, position } from "../../src/charts/range";
import { boundingBox } from "../../src/charts/svgText";
import { textWidth, wrapText } from "../../src/charts/textMetrics";

describe("text widths", () => {
  it("are those that Chromium measures with Liberation Sans", () => {
    const measured = {
      "inference time, median (ms)": 12393.1,
      "multiply-adds (MACs)": 9557.1,
      "CNN_5x5_Net with batch norm": 13783.7,
      "VGG-16: where the parameters are – & why?": 20064.9,
      "200M 15.5G 98.5% (23,981,450)": 14565.4,
    };
    for (const [text, width] of Object.entries(measured)) {
      assert.ok(Math.abs(textWidth(text, 1000) / width - 1) < 0.001, text);
    }
  });

  it("break text between words", () => {
    const lines = wrapText("which explains the times: parameters or multiply-adds?", 150, 14);
    assert.equal(lines.join(" "), "which explains the times: parameters or multiply-adds?");
    assert.ok(lines.length > 1);
    for (const line of lines) assert.ok(textWidth(line, 14) <= 150, line);
    assert.deepEqual(wrapText("unbreakable", 5, 14), ["unbreakable"]);
  });
});

describe("the box around text", () => {
  it("heeds anchors, lines and transforms", async () => {
    const { JSDOM } = await import("jsdom");
    const { document } = new JSDOM(`<svg>
      <g id="turned" transform="translate(10,20)"><text x="0" y="0" text-anchor="middle" transform="rotate(-90)" style="font-size: 10px">title</text></g>
      <text id="lines" x="5" y="50" style="font-size: 10px"><tspan class="line">one</tspan><tspan class="line">and two</tspan></text>
      <g id="empty"><path d="M0,0"/></g>
    </svg>`).window;
    const boxOf = (id: string) => boundingBox(document.getElementById(id) as Element);
    const turned = boxOf("turned");
    assert.ok(Math.abs(turned.height - textWidth("title", 10)) < 1e-9);
    assert.ok(Math.abs((turned.top + turned.bottom) / 2 - 20) < 1e-9);
    assert.ok(turned.left < 10 && turned.right > 10 && turned.width < 13);
    const lines = boxOf("lines");
    assert.equal(lines.left, 5);
    assert.ok(Math.abs(lines.width - textWidth("and two", 10)) < 1e-9);
    assert.ok(lines.height > 20);
    assert.equal(boxOf("empty").width, 0);
  });
});

describe("ranges", () => {
  it("hold all values with room at both ends, and never go below 0 without need", () => {
    const [from, to] = paddedRange([1, 9], false);
    assert.ok(from < 1 && from >= 0 && to > 9);
    assert.equal(paddedRange([0.1, 100], false)[0], 0);
    assert.ok(paddedRange([-1, 1], false)[0] < -1);
    for (const log of [true, false]) {
      const [low, high] = paddedRange([7], log);
      assert.ok(low < high);
    }
  });

  it("of log axes reach a near 1, 2 or 5", () => {
    assert.deepEqual(paddedRange([23_981_450, 160_453_450], true), [Math.log10(2) + 7, Math.log10(2) + 8]);
  });

  it("place values on the axis", () => {
    assert.equal(position(5, [0, 10], false, 200), 100);
    assert.equal(position(10, [0, 2], true, 200), 100);
  });
});

describe("labels", () => {
  const area = { width: 400, height: 300 };
  const radius = 8;

  it("stand above their point where there is room", () => {
    assert.deepEqual(placeLabels([{ x: 200, y: 150, radius }], ["VGG-16"], area), ["top center"]);
  });

  it("do not leave the area", () => {
    const corners = [
      { x: 5, y: 5, radius },
      { x: 395, y: 5, radius },
      { x: 5, y: 295, radius },
      { x: 395, y: 295, radius },
    ];
    const placed = placeLabels(corners, ["CNN_5x5_Net", "VGG-16", "AlexNet", "LeNet-5"], area);
    assert.deepEqual(placed, ["bottom right", "bottom left", "top right", "top left"]);
  });

  it("cover no other point, label or error bar", () => {
    const pair = [
      { x: 200, y: 150, radius },
      { x: 200, y: 132, radius },
    ];
    assert.deepEqual(placeLabels(pair, ["below", "above"], area), ["middle right", "top center"]);
    const whisker = [{ x: 200, y: 150, radius, top: 100, bottom: 160 }];
    assert.deepEqual(placeLabels(whisker, ["VGG-16"], area), ["middle right"]);
  });

  it("keep off large markers, their own and others'", () => {
    const [large, small] = [{ x: 200, y: 150, radius: 40 }, { x: 200, y: 100, radius: 4 }]; // prettier-ignore
    assert.deepEqual(placeLabels([large, small], ["VGG-16", "MobileNet"], area), [
      "middle right",
      "top center",
    ]);
    assert.deepEqual(placeLabels([{ ...large, y: 35 }], ["VGG-16"], area), ["middle right"]);
  });

  it("are left out where there is no room", () => {
    assert.deepEqual(placeLabels([{ x: 10, y: 10, radius }], ["much too long"], { width: 20, height: 20 }), [
      null,
    ]);
  });
});
