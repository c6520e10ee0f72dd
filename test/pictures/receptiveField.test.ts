import "../../src/engines";
import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { PNG } from "pngjs";
import { leNet5 } from "../../src/architectures/leNet";
import { resNet18 } from "../../src/architectures/resNet";
import type { Chart } from "../../src/charts";
import { loadPlotly } from "../../src/charts/plotlySvg";
import { jupyterDisplay } from "../../src/notebook/display";
import { showReceptiveField } from "../../src/pictures/receptiveField";

const { layers } = tf;

/** Two 3 x 3 convolutions around a 2 x 2 pooling: fields of 3, 4 and 8 pixels. */
function small(): tf.LayersModel {
  const conv = (name: string) =>
    layers.conv2d({ name, filters: 1, kernelSize: 3, padding: "same", kernelInitializer: "ones" });
  return tf.sequential({
    name: "small",
    layers: [
      layers.inputLayer({ inputShape: [12, 16, 3] }),
      conv("conv1"),
      layers.maxPooling2d({ name: "pool", poolSize: 2 }),
      conv("conv2"),
      layers.flatten({ name: "flatten" }),
      layers.dense({ name: "fc", units: 2 }),
    ],
  });
}

/** Left, right, top and bottom edge of each square. */
function edges({ data }: Chart): Record<string, number[]> {
  return Object.fromEntries(
    data.map(({ name, x, y }) => {
      const [across, down] = [x, y] as [number[], number[]];
      return [
        name as string,
        [Math.min(...across), Math.max(...across), Math.min(...down), Math.max(...down)],
      ];
    }),
  );
}

describe("squares", () => {
  test("around the pixels of the middle unit, worked by hand", () => {
    // conv1's unit nearest to the centre (5.5, 7.5) is (6, 8); pool's and conv2's is (3, 4), whose field begins at
    // 2 · 3 - 1 and 2 · 4 - 1, and one pooling step earlier for conv2.
    assert.deepEqual(edges(showReceptiveField(small(), { layers: ["conv1", "pool", "conv2"] })), {
      "conv1: 3 x 3": [6.5, 9.5, 4.5, 7.5],
      "pool: 4 x 4": [6.5, 10.5, 4.5, 8.5],
      "conv2: 8 x 8": [4.5, 12.5, 2.5, 10.5],
    });
  });

  test("hold what moves the unit", () => {
    const model = small();
    const conv2 = tf.model({
      inputs: model.inputs,
      outputs: model.getLayer("conv2").output,
    });
    const [left, right, top, bottom] = edges(showReceptiveField(model, { layers: ["conv2"] }))[
      "conv2: 8 x 8"
    ] as [number, number, number, number];
    for (const [y, x] of [
      [bottom, right],
      [top + 1, left + 1],
      [top, left],
      [bottom + 1, right + 1],
    ] as const) {
      const [row, column] = [y - 0.5, x - 0.5];
      const moved = tf.tidy(() => {
        const image = tf.buffer([1, 12, 16, 3]);
        image.set(1, 0, row, column, 0);
        const output = (conv2.predict(image.toTensor()) as tf.Tensor).arraySync() as number[][][][];
        return (output[0]?.[3]?.[4]?.[0] as number) > 0;
      });
      const inside = x > left && x <= right && y > top && y <= bottom;
      assert.equal(moved, inside, `${row}, ${column}`);
    }
  });

  test("by default of each layer that sees more than all before it", () => {
    const names = (...network: Parameters<typeof showReceptiveField>) =>
      Object.keys(edges(showReceptiveField(...network)));
    assert.deepEqual(names(small()), ["conv1: 3 x 3", "pool: 4 x 4", "conv2: 8 x 8"]);
    const three = [{ kernel: 3 }, { kernel: 3 }, { kernel: 1 }, { kernel: 3 }];
    assert.deepEqual(names(three, { input: 16 }), ["layer1: 3 x 3", "layer2: 5 x 5", "layer4: 7 x 7"]);
  });

  test("of a deep network, of the last of these at each jump", () => {
    const block = [{ kernel: 3 }, { kernel: 3 }, { kernel: 3 }, { kernel: 2, stride: 2 }];
    const names = Object.keys(edges(showReceptiveField([...block, ...block], { input: 64 })));
    // 7 pixels at a jump of 1; 8 with the pooling, then three steps of 4 more; and 2 more with the second pooling.
    assert.deepEqual(names, ["layer3: 7 x 7", "layer7: 20 x 20", "layer8: 22 x 22"]);
  });

  test("a single one is named in the title", () => {
    const { layout } = showReceptiveField([{ kernel: 7 }], { input: 16 });
    assert.match(
      JSON.stringify(layout["title"]),
      /stack: what the unit in the middle of layer1 sees, 7 x 7 pixels/,
    );
  });

  test("of a stack, and beyond the image's border", () => {
    const chart = showReceptiveField(
      [
        { kernel: 3, padding: 1 },
        { kernel: 9, padding: "same", name: "wide" },
      ],
      {
        input: 7,
        layers: ["wide"],
      },
    );
    assert.deepEqual(edges(chart), { "wide: 11 x 11": [-2.5, 8.5, -2.5, 8.5] });
  });
});

describe("the figure", () => {
  const photoBytes = Array.from({ length: 12 * 16 * 3 }, (_, i) => (37 * i) % 256);
  const photo = tf.tensor(photoBytes.map((byte) => byte / 255)).reshape([12, 16, 3]);

  test("is one that plotly.js accepts, its pixels square, rows from the top down", async () => {
    const chart = showReceptiveField(small(), { image: photo });
    const window = await loadPlotly();
    const { validate } = window.Plotly as unknown as { validate: (...figure: unknown[]) => unknown };
    const { data, layout } = window.JSON.parse(JSON.stringify(chart)) as Chart;
    assert.equal(validate(data, layout), undefined);

    const { width, height, margin, xaxis, yaxis } = chart.layout as {
      width: number;
      height: number;
      margin: Record<"l" | "r" | "t" | "b", number>;
      xaxis: { range: [number, number] };
      yaxis: { range: [number, number] };
    };
    const across = (width - margin.l - margin.r) / (xaxis.range[1] - xaxis.range[0]);
    const down = (height - margin.t - margin.b) / (yaxis.range[0] - yaxis.range[1]);
    assert.ok(Math.abs(across - down) < 0.05 && down > 0);
  });

  test("has the image under the squares, pixel for pixel", async () => {
    const chart = showReceptiveField(small(), { image: photo });
    const [picture] = chart.layout["images"] as {
      source: string;
      x: number;
      y: number;
      sizex: number;
      sizey: number;
    }[];
    const { source, x, y, sizex, sizey } = picture ?? assert.fail();
    assert.deepEqual([x, y, sizex, sizey], [-0.5, -0.5, 16, 12]);
    const png = PNG.sync.read(Buffer.from(source.replace("data:image/png;base64,", ""), "base64"));
    assert.deepEqual([png.width, png.height], [16, 12]);
    const bytes = [...png.data].filter((_, i) => i % 4 !== 3);
    assert.deepEqual(bytes, photoBytes);
    const svg = (await chart[jupyterDisplay]())["image/svg+xml"] as string;
    assert.ok(svg.includes(source) && svg.includes("conv2: 8 x 8"));
  });

  test("is a text table in a terminal", () => {
    assert.match(inspect(showReceptiveField(small())), /conv2\s+3, 4\s+8 x 8\s+3 to 10\s+5 to 12/);
  });
});

describe("bad input", () => {
  const cases: [string, () => Chart, RegExp][] = [
    [
      "a layer that is not there",
      () => showReceptiveField(small(), { layers: ["conv9"] }),
      /^RangeError: layers: there is no layer "conv9"\. The network's layers are .*conv1, pool, conv2/,
    ],
    [
      "no image",
      () =>
        showReceptiveField(
          tf.sequential({ layers: [layers.conv1d({ inputShape: [9, 2], filters: 1, kernelSize: 3 })] }),
        ),
      /^RangeError: network takes inputs of 9 besides the channels: give one that takes images/,
    ],
    [
      "no list of layers",
      () => showReceptiveField(small(), { layers: "conv1" as never }),
      /^TypeError: layers is "conv1": it must be a list of layers' names/,
    ],
    [
      "an empty list of layers",
      () => showReceptiveField(small(), { layers: [] }),
      /^TypeError: layers is \[\]: it must be a list of layers' names/,
    ],
    [
      "a layer without a place",
      () => showReceptiveField(small(), { layers: ["flatten"] }),
      /^RangeError: layers: the units of "flatten" \(Flatten\) have no place over the image/,
    ],
    [
      "an image of another size",
      () => showReceptiveField(small(), { image: tf.zeros([8, 8, 3]) }),
      /^RangeError: image is 8 x 8, but the network takes 12 x 16/,
    ],
    [
      "no tensor",
      () => showReceptiveField(small(), { image: [] as never }),
      /^TypeError: image: not a tensor/,
    ],
    [
      "an image of bytes",
      () => showReceptiveField(small(), { image: tf.fill([12, 16, 3], 255) }),
      /^RangeError: image: values from 255 to 255/,
    ],
    [
      "an image of NaN",
      () => showReceptiveField(small(), { image: tf.fill([12, 16, 3], NaN) }),
      /^RangeError: image: it holds NaN/,
    ],
    [
      "an image of two channels",
      () => showReceptiveField(small(), { image: tf.zeros([12, 16, 2]) }),
      /^RangeError: image: shape \[12, 16, 2\]/,
    ],
  ];
  for (const [name, draw, message] of cases) {
    test(name, () => {
      assert.throws(draw, message);
    });
  }
});

describe("the layers that stand for a network", () => {
  // Only what looks at windows of more than one pixel: no zeros around maps, no activations, no global pooling.
  const cases: [() => tf.LayersModel, string[]][] = [
    [() => leNet5(), ["C1: 5 x 5", "S2: 6 x 6", "C3: 14 x 14", "S4: 16 x 16", "C5: 32 x 32"]],
    [
      // Two blocks a stage. He et al. 2016, table 1: after conv1 7, pool 11, then four convolutions of 3 x 3 at each jump, the
      // first of a stage still at the jump before: 11 + 4 · 2 · 4 = 43, 43 + 8 + 3 · 16 = 99, 99 + 16 + 96 = 211, 211 + 32 + 192 = 435.
      () => resNet18({ inputShape: [64, 64, 3] }),
      [
        "conv1: 7 x 7",
        "conv2_block2_conv2: 43 x 43",
        "conv3_block2_conv2: 99 x 99",
        "conv4_block2_conv2: 211 x 211",
        "conv5_block2_conv2: 435 x 435",
      ],
    ],
  ];
  for (const [build, names] of cases) {
    test(names.join(", "), () => {
      const model = build();
      assert.deepEqual(Object.keys(edges(showReceptiveField(model))), names);
      model.dispose();
    });
  }
});
