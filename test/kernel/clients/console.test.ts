import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { withKernel } from "../../support/kernel";
import { lacks } from "./support";

const prompt = (n: number) => `In \\[~${n}~\\]:`;

test(
  "jupyter console: a result, a function over several lines, Ctrl-C in a loop, the end by Ctrl-D",
  { skip: lacks("jupyter_console") || lacks("pexpect") },
  async () => {
    const steps = [
      ["1 + 1\r", prompt(2)],
      ["function twice(n: number) {\r", "\\.\\.\\.:"],
      ["return 2 * n;\r", "\\.\\.\\.:"],
      ["}\r", prompt(3)],
      ["twice(21)\r", prompt(4)],
      ["console.log(6 * 7000); while (true) {}\r", "42000"],
      ["Ctrl-C", prompt(5)],
      ["twice(4)\r", prompt(6)],
      ["throw new RangeError(`${twice(5)} is too much`)\r", prompt(7)],
      ["Ctrl-D", "exit"],
      ["y\r", null],
    ];
    const { code, stdout, stderr } = await withKernel([join(__dirname, "console.py")], JSON.stringify(steps));
    assert.equal(code, 0, stderr);
    const { seen, exit_code } = JSON.parse(stdout) as { seen: string[]; exit_code: number };
    assert.match(seen[0] ?? "", /Out\[1\]: 2/);
    assert.match(seen[4] ?? "", /Out\[3\]: 42/);
    assert.match(seen[6] ?? "", /KeyboardInterrupt/);
    assert.match(seen[7] ?? "", /Out\[5\]: 8/);
    assert.match(seen[8] ?? "", /RangeError: 10 is too much/);
    assert.equal(exit_code, 0);
  },
);
