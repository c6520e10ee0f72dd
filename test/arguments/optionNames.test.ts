import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import * as cnn from "../../src";
import { checkNames } from "../../src/arguments/optionNames";

const names = ["engine", "threads", "warmUp", "runs", "N"];

function messageFor(options: unknown): string {
  try {
    checkNames("time", options as object, names as never[]);
  } catch (error) {
    assert.ok(error instanceof TypeError);
    return error.message;
  }
  return "";
}

describe("an unknown option is named, with the one that was meant:", () => {
  const meant: [given: string, meant: string][] = [
    ["engin", "engine"],
    ["treads", "threads"],
    ["warmup", "warmUp"],
    ["wramUp", "warmUp"],
    ["run", "runs"],
    ["Engines", "engine"],
  ];
  for (const [given, name] of meant) {
    test(`${given} is ${name}`, () =>
      assert.equal(
        messageFor({ [given]: 1 }),
        `options has no ${given} (did you mean ${name}?): time takes engine, threads, warmUp, runs, N.`,
      ));
  }

  for (const given of ["precision", "x", "ru"]) {
    test(`${given} is none of them`, () =>
      assert.match(messageFor({ [given]: 1 }), /^options has no \w+: time/));
  }
});

test("known options pass, and whatever is undefined", () => {
  assert.equal(messageFor({}), "");
  assert.equal(messageFor({ engine: "wasm", runs: 3, precison: undefined }), "");
});

test("what is no object is refused", () => {
  for (const options of [null, 3, "wasm"])
    assert.match(
      messageFor(options),
      /^options is .+: give an object, \{ name: value, … \}\. time takes engine/,
    );
});

test("a list that lacks one of the options' names does not compile", () => {
  const options: { runs?: number; batch?: number } = { batch: 1 };
  checkNames("time", options, ["runs", "batch"]);
  // @ts-expect-error: `npm run check` fails here if the list is taken as it is
  assert.throws(() => checkNames("time", options, ["runs"]), /^TypeError: options has no batch/);
});

describe("what takes options refuses one that there is not:", () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] })] });
  const rows = [{ a: 1, b: 2 }];
  const odd = { nonsense: 1 } as object;
  const axes = { x: "a", y: "b", ...odd } as const;
  const window = { input: 10, kernel: 3, ...odd };
  const takers: Record<string, () => unknown> = {
    alexNet2012: () => cnn.alexNet2012(odd),
    allCnn: () => cnn.allCnn(odd),
    bars: () => cnn.bars(rows, axes),
    compare: () => cnn.compare([model], odd),
    comparePrecisions: () => cnn.comparePrecisions(model, odd as never),
    compareStacks: () => cnn.compareStacks([[3]], { channels: 1, ...odd }),
    cost: () => cnn.cost(model, odd),
    courseAlexNet: () => cnn.courseAlexNet(odd),
    exportOnnx: () => cnn.exportOnnx(model, undefined, odd),
    fromPattern: () => cnn.fromPattern("INPUT -> FC", odd),
    googLeNet: () => cnn.googLeNet(odd),
    image: () => cnn.image(tf.zeros([2, 2, 1]), odd),
    leNet5: () => cnn.leNet5(odd),
    lines: () => cnn.lines(rows, axes),
    liveLines: () => cnn.liveLines(axes as never),
    load: () => cnn.load(model, odd),
    machinePeaks: () => cnn.machinePeaks(odd),
    memory: () => cnn.memory(model, odd),
    mobileNet: () => cnn.mobileNet(odd),
    outputSize: () => cnn.outputSize(window),
    receptiveField: () => cnn.receptiveField([{ kernel: 3 }], odd),
    resNet18: () => cnn.resNet18(odd),
    scatter: () => cnn.scatter(rows, axes),
    strideFit: () => cnn.strideFit(window),
    time: () => cnn.time(model, odd),
    vgg16: () => cnn.vgg16(odd),
  };
  for (const [name, take] of Object.entries(takers)) {
    test(name, () =>
      assert.rejects(Promise.resolve().then(take), {
        name: "TypeError",
        message: /^options has no nonsense: .+ takes /,
      }),
    );
  }
});
