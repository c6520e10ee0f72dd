import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { check, type Exercise } from "../../src/notebook/exercise";
import { bundleOf } from "./support";

const multiplications: Exercise<number> = {
  expected: 4800,
  slips: [
    { when: 75, hint: "that is one position of the kernel; it has 8 x 8." },
    { when: (answer) => answer > 4800, hint: "count one filter only." },
  ],
  because: "5 x 5 x 3 multiplications at each of 8 x 8 positions.",
};

const ask = (answer: unknown) => check("Exercise 1", answer, multiplications);

describe("check", () => {
  it("says why a right answer is right", () => {
    assert.deepEqual({ ...ask(4800) }, { passed: true, message: `right: ${multiplications.because}` });
  });

  it("names the slip behind a wrong answer", () => {
    assert.deepEqual(
      { ...ask(75) },
      { passed: false, message: "not yet: that is one position of the kernel; it has 8 x 8." },
    );
    assert.match(ask(2400 * 64).message, /^not yet: count one filter only/);
  });

  it("says no more than not yet to any other wrong answer", () => {
    assert.deepEqual({ ...ask(1) }, { passed: false, message: "not yet." });
  });

  for (const missing of [undefined, null, NaN]) {
    it(`asks for a prediction instead of ${missing}`, () => {
      assert.deepEqual(
        { ...ask(missing) },
        { passed: false, message: "not yet: put your prediction into the variable of this cell." },
      );
    });
  }

  for (const other of ["4800", true, [4800], { value: 4800 }, 4800n, () => 4800]) {
    it(`is not thrown off by ${inspect(other)}`, () => {
      const { passed, message } = ask(other);
      assert.equal(passed, false);
      assert.match(
        message,
        /^not yet: the answer is a number; yours: (string|boolean|list|object|bigint|function)\.$/,
      );
    });
  }

  it("takes a number within the tolerance, a share of the expected one", () => {
    const near = (answer: number) => check("", answer, { expected: -200, tolerance: 0.05 }).passed;
    assert.deepEqual([-210, -190, -211, -189, 200].map(near), [true, true, false, false, false]);
  });

  it("compares strings, booleans and shapes", () => {
    assert.equal(check("", "MACs", { expected: "MACs" }).passed, true);
    assert.equal(check("", "params", { expected: "MACs" }).passed, false);
    assert.equal(check("", false, { expected: false }).passed, true);
    assert.equal(check("", [8, 8, 32], { expected: [8, 8, 32] }).passed, true);
    assert.equal(check("", [8, 8], { expected: [8, 8, 32] }).passed, false);
    assert.equal(check("", [8, 8, 3], { expected: [8, 8, 32] }).passed, false);
  });

  it("shows its title and verdict", async () => {
    const verdict = check("Exercise <1>", undefined, { expected: 1 });
    assert.equal(
      inspect(verdict),
      "Exercise <1>: not yet: put your prediction into the variable of this cell.",
    );
    assert.match(String((await bundleOf(verdict))["text/html"]), /<b>Exercise &#60;1&#62;<\/b>: not yet: /);
  });
});
