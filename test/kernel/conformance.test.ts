import assert from "node:assert/strict";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { withKernel } from "../support/kernel";

/** The tests of jupyter-kernel-test 0.7.0. A pager is left out: the protocol calls it deprecated. */
const names = [
  "test_clear_output",
  "test_completion",
  "test_display_data",
  "test_error",
  "test_execute_result",
  "test_execute_stderr",
  "test_execute_stdout",
  "test_history",
  "test_inspect",
  "test_is_complete",
  "test_kernel_info",
  "test_recv_iopub_welcome_msg",
];
const skipped = { test_pager: "skipped: No code page something" };

describe("jupyter-kernel-test", () => {
  let outcomes: Record<string, string>;
  before(async () => {
    const { code, stdout, stderr } = await withKernel([join(__dirname, "conformance.py")]);
    assert.equal(code, 0, stderr);
    outcomes = JSON.parse(stdout) as Record<string, string>;
  });

  for (const name of names) {
    test(name, () => {
      assert.equal(outcomes[name], "passed");
    });
  }

  test("has no other test, and skips none but the pager's", () => {
    const others = Object.entries(outcomes).filter(([name]) => !names.includes(name));
    assert.deepEqual(Object.fromEntries(others), skipped);
  });
});
