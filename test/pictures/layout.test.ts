import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type * as tf from "@tensorflow/tfjs";
import "../../src/engines";
import { textWidth } from "../../src/charts/textMetrics";
import { architectures } from "../../src/architectures";
import { alexNet2012 } from "../../src/architectures/alexNet";
import { digitVgg16 } from "../../src/architectures/digitNetworks";
import { googLeNet } from "../../src/architectures/googLeNet";
import { resNet34 } from "../../src/architectures/resNet";
import { vgg16, vgg19 } from "../../src/architectures/vgg";
import { BOX, boxLines } from "../../src/pictures/boxSize";
import type { Point, Rectangle } from "../../src/pictures/geometry";
import { layOut, type NetworkLayout } from "../../src/pictures/layout";
import { type Network, network } from "../../src/pictures/network";
import { FRAME } from "../../src/pictures/segmentGraph";
import { build, descriptions } from "../inspect/kerasModels";
import { residual, siamese, uNet } from "./models";

const keras = new Map(descriptions());

/** The others take long to build: AlexNet and VGG stand for them on small images. */
const small = architectures.filter(({ params }) => params < 30e6);

const models: Record<string, () => tf.LayersModel | Promise<tf.LayersModel>> = {
  residual,
  siamese,
  "U-Net": uNet,
  ...Object.fromEntries(small.map(({ name, build }) => [name, build])),
  "VGG-16": () => vgg16({ inputShape: [32, 32, 3] }),
  "VGG-19": () => vgg19({ inputShape: [32, 32, 3] }),
  "VGG-16 for digits": () => digitVgg16({ batchNorm: true, dropout: 0.2 }),
  "AlexNet in two towers": () => alexNet2012({ inputShape: [67, 67, 3] }),
  ...Object.fromEntries(
    ["inception_v3", "xception", "mobilenet_v2"].map((name) => [
      name,
      () => build(keras.get(name)?.topology as object),
    ]),
  ),
};

async function laidOut(make: () => tf.LayersModel | Promise<tf.LayersModel>) {
  const model = await make();
  const data = network(model);
  model.dispose();
  return { data, layout: await layOut(data) };
}

/** Whether rectangles share more than a border. */
function overlap(a: Rectangle, b: Rectangle): boolean {
  const less = 0.01;
  return (
    a.x < b.x + b.width - less &&
    b.x < a.x + a.width - less &&
    a.y < b.y + b.height - less &&
    b.y < a.y + a.height - less
  );
}

function inside(inner: Rectangle, outer: Rectangle): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width + 0.01 &&
    inner.y + inner.height <= outer.y + outer.height + 0.01
  );
}

/** The straight parts of the lines, without width. */
function stretches({ lines }: NetworkLayout): Rectangle[] {
  return lines.flatMap(({ points }) =>
    points.slice(1).map((to, i) => {
      const from = points[i] as Point;
      assert.ok(Math.abs(from.x - to.x) < 0.01 || Math.abs(from.y - to.y) < 0.01, "a line is slanted");
      const [x, y] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
      return { x, y, width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) };
    }),
  );
}

/** Which boxes' upper borders can be reached from a box's lower border, from the end of one line to the start of another. */
function reached({ lines, boxes }: NetworkLayout, name: string): Set<string> {
  const at = boxes.find(({ box }) => box.name === name)?.at as Rectangle;
  const near = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y) < 0.01;
  const found = new Set<string>();
  const seen = new Set<object>();
  const open = lines.filter(({ points: [start] }) => {
    const { x, y } = start as Point;
    return Math.abs(y - at.y - at.height) < 0.01 && x >= at.x && x <= at.x + at.width;
  });
  for (let line = open.pop(); line; line = open.pop()) {
    if (seen.has(line)) continue;
    seen.add(line);
    const end = line.points.at(-1) as Point;
    if (line.to === null) open.push(...lines.filter(({ points: [start] }) => near(start as Point, end)));
    else {
      const target = boxes.find(({ box }) => box.name === line.to)?.at as Rectangle;
      assert.ok(Math.abs(end.y - target.y) < 0.01 && end.x > target.x && end.x < target.x + target.width);
      found.add(line.to);
    }
  }
  return found;
}

function takers({ edges }: Network, name: string): Set<string> {
  return new Set(edges.filter(({ from }) => from === name).map(({ to }) => to));
}

describe("a network's layout", () => {
  for (const [name, make] of Object.entries(models)) {
    it(`shows every box and every connection, nothing over anything else: ${name}`, async () => {
      const { data, layout } = await laidOut(make);
      const { boxes, frames } = layout;
      assert.deepEqual(boxes.map(({ box }) => box.name).sort(), data.boxes.map((box) => box.name).sort());
      const page = { x: 0, y: 0, width: layout.width, height: layout.height };
      const titles = frames.map(({ at }) => ({ ...at, width: FRAME.title - 4 }));
      const lines = stretches(layout);
      for (const [i, { box, at }] of boxes.entries()) {
        assert.ok(inside(at, page), box.name);
        for (const other of boxes.slice(i + 1))
          assert.ok(!overlap(at, other.at), `${box.name} over ${other.box.name}`);
        for (const title of titles) assert.ok(!overlap(at, title), `${box.name} over a title`);
        for (const frame of frames) {
          assert.ok(inside(at, frame.at) || !overlap(at, frame.at), `${box.name} across ${frame.block}`);
          if (inside(at, frame.at)) assert.equal(box.block, frame.block);
        }
        for (const line of lines) assert.ok(!overlap(line, at), `a line through ${box.name}`);
        assert.deepEqual(reached(layout, box.name), takers(data, box.name), `from ${box.name}`);
      }
      for (const [i, { at }] of frames.entries()) {
        assert.ok(inside(at, page));
        for (const other of frames.slice(i + 1)) assert.ok(!overlap(at, other.at));
        for (const line of lines) assert.ok(!overlap(line, titles[i] as Rectangle), "a line through a title");
      }
      for (const line of lines)
        assert.ok(inside(line, { ...page, width: page.width + 0.1, height: page.height + 0.1 }));
    });
  }

  it("fits what JupyterLab leaves of a window 1,280 pixels wide", async () => {
    for (const name of ["GoogLeNet", "GoogLeNet_side", "ResNet-34", "VGG-16"]) {
      const { layout } = await laidOut(models[name] as () => tf.LayersModel);
      assert.ok(layout.width <= 1100, `${name}: ${layout.width}`);
    }
  });

  it("gives text its room, and twice the channels eight pixels", async () => {
    const { layout } = await laidOut(() => resNet34());
    for (const { box, at } of layout.boxes) {
      for (const { text, role } of boxLines(box)) {
        const width = role === "operation" ? textWidth(text, BOX.font, true) : textWidth(text, BOX.smallFont);
        assert.ok(width <= at.width - 16, `${text}: ${width} of ${at.width}`);
      }
    }
    const width = (name: string) => layout.boxes.find(({ box }) => box.name === name)?.at.width as number;
    assert.equal(width("conv3_block1_conv1") - width("conv2_block1_conv1"), 8);
    assert.equal(width("conv5_block1_conv1") - width("conv2_block1_conv1"), 24);
  });

  it("puts an inception module's branches side by side, in the paper's order, and joins them below", async () => {
    const { layout } = await laidOut(() => googLeNet());
    const at = (name: string) =>
      layout.boxes.find(({ box }) => box.name === `inception_4c_${name}`)?.at as Rectangle;
    const branches = ["1x1", "3x3_reduce", "5x5_reduce", "pool"].map(at);
    for (const [i, branch] of branches.slice(1).entries()) assert.ok(branch.x > (branches[i] as Rectangle).x);
    assert.equal(new Set(branches.map(({ y, height }) => y + height / 2)).size, 1);
    for (const branch of branches) assert.ok(at("concat").y > branch.y + branch.height);
  });

  it("draws a shortcut beside its block's two convolutions", async () => {
    const { layout } = await laidOut(() => resNet34());
    const at = (name: string) =>
      layout.boxes.find(({ box }) => box.name === `conv4_block3_${name}`)?.at as Rectangle;
    const into = layout.lines.filter(({ to }) => to === "conv4_block3_add");
    assert.equal(into.length, 2);
    const [first, second] = [at("conv1"), at("conv2")];
    const shortcut = into.filter(({ points }) => (points[0] as Point).y <= first.y);
    assert.equal(shortcut.length, 1);
    const beside = shortcut[0]?.points.filter(({ x }) => x < first.x || x > first.x + first.width) ?? [];
    assert.ok(Math.min(...beside.map(({ y }) => y)) < first.y);
    assert.ok(Math.max(...beside.map(({ y }) => y)) > second.y + second.height);
  });
});
