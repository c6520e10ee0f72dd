import assert from "node:assert/strict";
import { describe, test } from "node:test";
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
