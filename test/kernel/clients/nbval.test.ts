import assert from "node:assert/strict";
import { test } from "node:test";
import { withKernel } from "../../support/kernel";
import { code, temporaryFolder, writeNotebook } from "../../support/notebook";
import { farFolder, kernelsOf, lacks } from "./support";

/** A cell as it was saved after a run. */
const saved = (source: string, output: object) => ({
  ...code(source, { outputs: [output] }),
  execution_count: 1,
});
const shows = (text: string) => ({
  output_type: "execute_result",
  execution_count: 1,
  metadata: {},
  data: { "text/plain": text },
});

test(
  "nbval: a notebook that shows what is saved passes, one that does not fails, and no kernel stays",
  { skip: lacks("nbval") },
  async (t) => {
    const folder = farFolder(t);
    const connections = temporaryFolder(t);
    const cells = (sum: string) => [
      saved("const sum = [1, 2, 3].reduce((a, b) => a + b);\nsum", shows(sum)),
      saved("console.log(`${sum} is even`);", { output_type: "stream", name: "stdout", text: "6 is even\n" }),
    ];
    writeNotebook(folder, cells("6"), "same.ipynb");
    writeNotebook(folder, cells("7"), "changed.ipynb");
    const { TMPDIR } = process.env;
    t.after(() => {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
    });
    process.env.TMPDIR = connections; // where nbval's kernels have their connection files

    const watched = setInterval(() => (most = Math.max(most, kernelsOf(connections))), 250);
    let most = 0;
    const { code: exitCode, stdout } = await withKernel(
      ["-m", "pytest", "--nbval", "-p", "no:cacheprovider", "-rA", "--rootdir", folder],
      "",
      folder,
    );
    clearInterval(watched);
    assert.equal(exitCode, 1, stdout);
    const outcomes = [...stdout.matchAll(/^(PASSED|FAILED) (\w+\.ipynb::Cell \d)/gm)].map(
      ([, outcome, cell]) => `${cell}: ${outcome}`,
    );
    assert.deepEqual(outcomes.sort(), [
      "changed.ipynb::Cell 0: FAILED",
      "changed.ipynb::Cell 1: PASSED",
      "same.ipynb::Cell 0: PASSED",
      "same.ipynb::Cell 1: PASSED",
    ]);
    assert.ok(most > 0, "a kernel is seen while it runs");
    assert.equal(kernelsOf(connections), 0, "a kernel stays");
  },
);
