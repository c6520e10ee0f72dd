import "../../src/engines";
import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { leNet5 } from "../../src/architectures/leNet";
import { compareStacks } from "../../src/inspect/compareStacks";
import { receptiveField, type ReceptiveFieldRow, type StackLayer } from "../../src/inspect/receptiveField";
import { build, descriptions } from "./kerasModels";
import { call, one } from "./networks";

const { layers } = tf;
const ones = { kernelInitializer: "ones", useBias: false } as const;

describe("a stack", () => {
  test("three layers of 3 x 3 see what one of 7 x 7 sees", () => {
    const sizes = (stack: StackLayer[]) => receptiveField(stack).rows.map(({ size }) => size);
    assert.deepEqual(sizes([{ kernel: 3 }, { kernel: 3 }, { kernel: 3 }]), [
      [3, 3],
      [5, 5],
      [7, 7],
    ]);
    assert.deepEqual(sizes([{ kernel: 7 }]), [[7, 7]]);
  });

  test("TF-Slim's AlexNet, layer by layer: size, jump and padding as Araujo et al.'s program gives them", () => {
    const rest: StackLayer = { kernel: 3, padding: "same" };
    const pool: StackLayer = { kernel: 3, stride: 2 };
    const stack = [{ kernel: 11, stride: 4 }, pool, { kernel: 5, padding: 2 }, pool, rest, rest, rest, pool];
    const published = [
      [11, 4, 0],
      [19, 8, 0],
      [51, 8, 16],
      [67, 16, 16],
      [99, 16, 32],
      [131, 16, 48],
      [163, 16, 64],
      [195, 32, 64],
    ];
    assert.deepEqual(receptiveField(stack, { input: 224 }).rows.map(sizeJumpPadding), published);
  });

  test("a dilated kernel reaches further", () => {
    const [row] = receptiveField([{ kernel: 3, dilation: 4 }], { input: 20 }).rows;
    assert.deepEqual(
      [row?.size, row?.output, row?.start],
      [
        [9, 9],
        [12, 12],
        [4, 4],
      ],
    );
  });

  test("its own image for 'same' at strides: the first centre depends on it", () => {
    const stack: StackLayer[] = [{ kernel: 3, stride: 2, padding: "same" }];
    const start = (input: number) => receptiveField(stack, { input }).rows[0]?.start?.[0];
    assert.deepEqual([start(224), start(225)], [1, 0]);
  });
});

/** Araujo et al.'s parameters of a unit; the padding is how far the first unit's field begins outside the image. */
function sizeJumpPadding({ size, jump, start }: ReceptiveFieldRow): (number | undefined)[] {
  const [r, j, centre] = [size?.[0], jump?.[0], start?.[0]];
  return [r, j, r !== undefined && centre !== undefined ? (r - 1) / 2 - centre : undefined];
}

describe("networks of keras.applications: published size, jump and padding before the classifier", () => {
  // Araujo, Norris and Sim 2019, table of modern networks. ResNet-50's padding is 239 there: TF-Slim's first pooling
  // pads by "same", Keras's by one zero on each side, which is a jump of 2 more.
  const published: [string, string, number[]][] = [
    ["vgg16", "block5_pool", [212, 32, 90]],
    ["resnet50", "conv5_block3_out", [483, 32, 239 + 2]],
    ["mobilenet", "conv_pw_13_relu", [315, 32, 126]],
    ["inception_v3", "mixed10", [1311, 32, 618]],
  ];
  const described = new Map(descriptions());
  for (const [name, layer, expected] of published) {
    test(name, async () => {
      const model = await build(described.get(name)?.topology ?? assert.fail());
      const { rows, unknown } = receptiveField(model);
      assert.deepEqual(sizeJumpPadding(rows.find((row) => row.name === layer) ?? assert.fail()), expected);
      assert.deepEqual(unknown, []);
      model.dispose();
    });
  }

  test("VGG-16's first dense layer sees 404 x 404, zeros included (Chen et al. 2015, arXiv:1412.7062)", async () => {
    const model = await build(described.get("vgg16")?.topology ?? assert.fail());
    const { rows } = receptiveField(model);
    assert.deepEqual(rows.find(({ name }) => name === "fc1")?.size, [404, 404]);
    const flat = rows.find(({ name }) => name === "flatten");
    assert.deepEqual([flat?.size, flat?.output, flat?.jump, flat?.start], [[212, 212], null, null, null]);
    model.dispose();
  });
});

/**
 * Which pixels move each unit, by images with a single 1 in them: with weights above 0 nothing cancels out, and a maximum
 * moves as well. [pixel][unit], both counted row by row.
 */
function movedBy(model: tf.LayersModel, height: number, width: number): boolean[][] {
  return tf.tidy(() => {
    const impulses = tf.eye(height * width).reshape([height * width, height, width, 1]);
    const output = (model.predict(impulses) as tf.Tensor).max(-1).reshape([height * width, -1]);
    return (output.arraySync() as number[][]).map((units) => units.map((value) => value > 0));
  });
}

/**
 * Holds the last layer's fields against what moves its units. A unit whose field lies in the image is moved by exactly
 * these pixels (with holes in it by the corners); one at the border sees zeros of the padding, and no pixel beyond its field.
 *
 * @returns the number of fields that lie in the image
 */
function assertSees(model: tf.LayersModel, { holes = false } = {}): number {
  const [, height, width] = model.inputs[0]?.shape as [null, number, number];
  const row = receptiveField(model).rows.at(-1) as Record<"output" | "size" | "jump" | "start", number[]>;
  const moved = movedBy(model, height, width);
  const interval = (axis: 0 | 1, unit: number): [number, number] => {
    const [size, jump, start] = [row.size[axis], row.jump[axis], row.start[axis]] as [number, number, number];
    const centre = start + unit * jump;
    return [centre - (size - 1) / 2, centre + (size - 1) / 2];
  };
  const [rows, columns] = row.output as [number, number];
  assert.equal(moved[0]?.length, rows * columns);
  let within = 0;
  for (let unit = 0; unit < rows * columns; unit++) {
    const seen = moved.flatMap((units, pixel) => (units[unit] ? [pixel] : []));
    const [top, bottom] = interval(0, Math.floor(unit / columns));
    const [left, right] = interval(1, unit % columns);
    const field = moved.flatMap((_, pixel) => {
      const [y, x] = [Math.floor(pixel / width), pixel % width];
      return y >= top && y <= bottom && x >= left && x <= right ? [pixel] : [];
    });
    if (top < 0 || bottom >= height || left < 0 || right >= width) {
      assert.deepEqual(
        seen,
        field.filter((pixel) => seen.includes(pixel)),
      );
      continue;
    }
    within++;
    if (holes) assert.deepEqual([seen[0], seen.at(-1)], [field[0], field.at(-1)]);
    else assert.deepEqual(seen, field);
  }
  return within;
}

describe("the pixels that move a unit are those of its field", () => {
  /** The same numbers at each run: a linear congruential sequence. */
  function picker(seed: number): <T>(choices: readonly T[]) => T {
    let state = seed;
    return (choices) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return choices[Math.floor((state / 2 ** 32) * choices.length)] as (typeof choices)[number];
    };
  }

  function randomLayer(pick: ReturnType<typeof picker>): tf.layers.Layer {
    const padding = pick(["same", "valid"] as const);
    const strides = pick([1, 1, 2, 3]);
    const size = pick([1, 2, 3, 4, 5].filter((size) => size >= strides)); // else fields have holes
    return pick([
      () =>
        layers.conv2d({
          filters: 2,
          kernelSize: [size, Math.max(strides, pick([1, 2, 3]))],
          strides,
          padding,
          ...ones,
        }),
      () => layers.maxPooling2d({ poolSize: size, strides, padding }),
      () => layers.depthwiseConv2d({ kernelSize: size, strides, padding, depthwiseInitializer: "ones" }),
      () =>
        layers.zeroPadding2d({
          padding: [
            [pick([0, 1, 2]), 1],
            [0, pick([0, 3])],
          ] as never,
        }),
    ])();
  }

  test("in forty random stacks of odd and even sizes, strides and paddings", () => {
    let within = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const pick = picker(seed * 7919);
      const image = layers.inputLayer({ inputShape: [pick([18, 20, 23]), pick([17, 22]), 1] });
      const model = tf.sequential({ layers: [image] });
      for (let depth = pick([2, 3, 4]); depth > 0; depth--) {
        const layer = randomLayer(pick);
        const [, height = 0, width = 0] = layer.computeOutputShape(model.outputShape) as number[];
        if (height > 0 && width > 0) model.add(layer);
      }
      within += assertSees(model);
      model.dispose();
    }
    assert.ok(within > 400, `${within}`);
  });

  test("cropped", () => {
    const conv = layers.conv2d({ filters: 1, kernelSize: 3, strides: 2, ...ones });
    const x = tf.input({ shape: [15, 13, 1] });
    const cropped = layers.cropping2D({
      cropping: [
        [2, 1],
        [0, 3],
      ] as never,
    });
    assert.equal(assertSees(tf.model({ inputs: x, outputs: call(cropped, call(conv, x)) })), 4 * 3);
  });

  test("dilated", () => {
    const conv = (dilationRate: number) =>
      layers.conv2d({ filters: 1, kernelSize: 3, dilationRate, ...ones });
    const x = tf.input({ shape: [15, 13, 1] });
    const model = tf.model({ inputs: x, outputs: call(conv(3), call(conv(2), x)) });
    assert.equal(assertSees(model, { holes: true }), 5 * 3);
  });

  test("where branches of different reach are joined, side by side and by addition", () => {
    const conv = (kernelSize: number, strides = 1) =>
      layers.conv2d({ filters: 1, kernelSize, strides, padding: "same", ...ones });
    const x = tf.input({ shape: [24, 21, 1] });
    const stem = call(conv(3, 2), x);
    const pool = layers.maxPooling2d({ poolSize: 3, strides: 1, padding: "same" });
    const inception = call(layers.concatenate(), [
      call(conv(1), stem),
      call(conv(5), call(conv(1), stem)),
      call(pool, stem),
    ]);
    assert.ok(assertSees(tf.model({ inputs: x, outputs: inception })) > 0);
    const down = call(layers.add(), [
      call(conv(3), call(conv(3, 2), inception)),
      call(conv(1, 2), inception),
    ]);
    assertSees(tf.model({ inputs: x, outputs: down }));
  });

  test("where layer normalization is over the image's axes, all of it", () => {
    const sees = (layer: tf.layers.Layer, [y, x]: [number, number]) => {
      const conv = layers.conv2d({ filters: 2, kernelSize: 3 });
      const model = tf.sequential({ layers: [layers.inputLayer({ inputShape: [6, 5, 1] }), conv, layer] });
      const moved = tf.tidy(() => {
        const image = tf.randomUniform([1, 6, 5, 1], 0, 1, "float32", 1);
        const pixel = tf.buffer([1, 6, 5, 1]);
        pixel.set(3, 0, y, x, 0);
        const unit = (image: tf.Tensor) => (model.predict(image) as tf.Tensor4D).slice([0, 0, 0], [1, 1, 1]);
        return unit(image)
          .sub(unit(image.add(pixel.toTensor())))
          .abs()
          .max()
          .dataSync()[0] as number;
      });
      return { size: receptiveField(model).rows.at(-1)?.size, moved: moved > 1e-4 };
    };
    const norm = (axis: number | number[]) => layers.layerNormalization({ axis });
    assert.deepEqual(sees(norm(-1), [5, 4]), { size: [3, 3], moved: false });
    assert.deepEqual(sees(norm([1, 2, 3]), [5, 4]), { size: [6, 5], moved: true });
    assert.deepEqual(sees(norm(1), [5, 2]), { size: [6, 3], moved: true });
    assert.deepEqual(sees(norm(1), [5, 4]), { size: [6, 3], moved: false });
  });

  test("where a squeeze-and-excitation lets each unit see the whole image", () => {
    const x = tf.input({ shape: [7, 6, 1] });
    const features = call(layers.conv2d({ filters: 2, kernelSize: 3, padding: "same", ...ones }), x);
    const squeezed = call(
      layers.dense({ units: 2, ...ones }),
      call(layers.globalAveragePooling2d({}), features),
    );
    const scale = call(layers.reshape({ targetShape: [1, 1, 2] }), squeezed);
    const model = tf.model({ inputs: x, outputs: call(layers.add(), [features, scale]) });
    const row = receptiveField(model).rows.at(-1);
    assert.deepEqual(
      [row?.jump, row?.size],
      [
        [0, 0],
        [7 + 2, 6 + 2],
      ],
    ); // with the zeros around the image
    assert.ok(movedBy(model, 7, 6).flat().every(Boolean));
  });
});

describe("compareStacks", () => {
  test("27C² against 49C², 18C² against 25C² (seeds 002 and 003)", () => {
    const { rows } = compareStacks([[3, 3, 3], [7], [3, 3], [5]], { channels: 64 });
    assert.deepEqual(
      rows.map(({ receptiveField, weightsPerC2, nonlinearities }) => [
        receptiveField,
        weightsPerC2,
        nonlinearities,
      ]),
      [
        [7, 27, 3],
        [7, 49, 1],
        [5, 18, 2],
        [5, 25, 1],
      ],
    );
    for (const { kernels, weights, receptiveField: field } of rows) {
      const convolutions = kernels.map((kernelSize) => layers.conv2d({ filters: 64, kernelSize, ...ones }));
      const input = layers.inputLayer({ inputShape: [16, 16, 64] });
      const model = tf.sequential({ layers: [input, ...convolutions] });
      assert.equal(weights, model.countParams());
      assert.deepEqual(receptiveField(model).rows.at(-1)?.size, [field, field]);
      model.dispose();
    }
  });

  test("shows itself", () => {
    const text = inspect(compareStacks([[3, 3, 3], [7]], { channels: 64 }));
    assert.match(text, /3 x 3, 3 x 3, 3 x 3\s+7 x 7\s+27C²\s+110,592\s+3/);
  });

  test("bad input", () => {
    assert.throws(
      () => compareStacks([[3], [2.5]], { channels: 64 }),
      /^RangeError: stacks\[1\]: the kernel is 2\.5/,
    );
    assert.throws(() => compareStacks([[3]], { channels: 0 }), /^RangeError: channels is 0/);
    assert.throws(
      () => compareStacks([[3], []], { channels: 8 }),
      /^TypeError: stacks\[1\] is \[\]: it must be/,
    );
    assert.throws(
      () => compareStacks([3] as never, { channels: 8 }),
      /^TypeError: stacks\[0\] is 3: it must be/,
    );
  });
});

test("LeNet-5: C5 sees the whole image of 32 x 32, as the paper says of its input's size", () => {
  const { rows, unknown } = receptiveField(leNet5());
  const sizes = Object.fromEntries(rows.map(({ name, size }) => [name, size?.[0]]));
  const { C1, S2, C3, S4, C5, output } = sizes;
  assert.deepEqual([C1, S2, C3, S4, C5, output], [5, 6, 14, 16, 32, 32]);
  assert.deepEqual(unknown, []);
});

test("a kind without a rule is listed, and what lies behind it is unknown", () => {
  const x = tf.input({ shape: [8, 8, 1] });
  const larger = call(layers.upSampling2d({ size: [2, 2], name: "up" }), x);
  const model = tf.model({ inputs: x, outputs: call(layers.conv2d({ filters: 1, kernelSize: 3 }), larger) });
  const { rows, unknown } = receptiveField(model);
  assert.deepEqual(unknown, [{ name: "up", kind: "UpSampling2D" }]);
  assert.deepEqual(
    rows.map(({ size }) => size),
    [[1, 1], null, null],
  );
  assert.match(inspect(receptiveField(model)), /No rule for what up \(UpSampling2D\) sees/);
});

test("the data are plain, and show themselves", () => {
  const field = receptiveField(
    one([224, 224, 3], layers.conv2d({ filters: 1, kernelSize: 11, strides: 4, name: "conv1" })),
  );
  assert.deepEqual(JSON.parse(JSON.stringify(field)), { ...field });
  assert.match(inspect(field), /conv1 \(Conv2D\)\s+54 x 54\s+11 x 11\s+4\s+5/);
});

describe("bad input", () => {
  const cases: [StackLayer, RegExp][] = [
    [{ kernel: 0 }, /layer1: kernel is 0/],
    [{ kernel: 3, stride: 1.5 }, /layer1: stride is 1\.5/],
    [{ kernel: 3, dilation: -1, name: "conv" }, /conv: dilation is -1/],
    [{ kernel: 3, padding: -1 }, /padding is -1/],
    [{ kernel: 33 }, /^layer1: kernel is 33: larger than the input of 32/],
    [{ kernel: 3, dilation: 16 }, /^layer1 \(with dilation 16\): kernel is 33: larger than the input of 32/],
    [{ kernel: 9, padding: "SAME" as never, name: "conv" }, /^conv: padding is "SAME": it must be/],
  ];
  for (const [layer, message] of cases) {
    test(JSON.stringify(layer), () => {
      assert.throws(() => receptiveField([layer], { input: 32 }), { name: "RangeError", message });
    });
  }

  test("an empty stack, and a model with an image's size", () => {
    assert.throws(() => receptiveField([]), { name: "RangeError", message: /^network is \[\]: a stack has/ });
    const model = one([8, 6, 3], layers.conv2d({ filters: 2, kernelSize: 3 }));
    assert.throws(() => receptiveField(model, { input: 99 }), {
      name: "RangeError",
      message: /^input is 99: it is for stacks, and the model ".*" takes 8 x 6\. Leave it out\.$/,
    });
  });

  test("several inputs, and no image", () => {
    const [a, b] = [tf.input({ shape: [4, 4, 1] }), tf.input({ shape: [4, 4, 1] })];
    assert.throws(() => receptiveField(tf.model({ inputs: [a, b], outputs: call(layers.add(), [a, b]) })), {
      name: "RangeError",
      message: /takes \(None, 4, 4, 1\) and \(None, 4, 4, 1\): a receptive field is a part of one image/,
    });
    assert.throws(
      () => receptiveField(one([4], layers.dense({ units: 2 }))),
      /a receptive field is a part of one image/,
    );
  });

  test("open sizes, channels first, a disposed model", () => {
    const conv = (options: object) => layers.conv2d({ filters: 2, kernelSize: 3, ...options });
    assert.throws(() => receptiveField(one([null, null, 3], conv({}))), /the open sizes \(None\)/);
    const first = one([3, 8, 8], conv({ dataFormat: "channelsFirst", name: "conv1" }));
    assert.throws(() => receptiveField(first), /^RangeError: Layer "conv1" has dataFormat "channelsFirst"/);
    const gone = one([8, 8, 3], conv({}));
    gone.dispose();
    assert.throws(() => receptiveField(gone), /is disposed: build it again/);
  });
});
