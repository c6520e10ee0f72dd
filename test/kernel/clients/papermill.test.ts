import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { withKernel } from "../../support/kernel";
import { code, writeNotebook } from "../../support/notebook";
import { farFolder, results, savedCells } from "./support";

const tagged = { metadata: { tags: ["parameters"] } };

describe("papermill", () => {
  test("runs a notebook with other parameters than its own: consts, types kept, all kinds of values", async (t) => {
    const folder = farFolder(t);
    const book = writeNotebook(folder, [
      code('const rate = 0.1; // learning rate\nlet epochs: number = 3;\nconst engine = "wasm";', tagged),
      code("rate * 2"),
      code('if (engine === "wasm") throw new Error("not replaced");\nepochs += 1;\n`${engine} ${epochs}`'),
      code("JSON.stringify(options)"),
    ]);
    const options = { text: 'it\'s "x"\n', list: [1, 2.5, true, null], __proto__key: { deep: {} } };
    const values = join(folder, "values.yaml");
    writeFileSync(values, JSON.stringify({ options })); // JSON is YAML
    const out = join(folder, "out.ipynb");
    const { code: exitCode, stderr } = await withKernel(
      [
        "-m",
        "papermill",
        book,
        out,
        "-p",
        "rate",
        "0.5",
        "-p",
        "epochs",
        "7",
        "-p",
        "engine",
        "cpu",
        "-f",
        values,
      ],
      "",
      folder,
    );
    assert.equal(exitCode, 0, stderr);
    const [, injected] = savedCells(out);
    assert.deepEqual(injected?.metadata["tags"], ["injected-parameters"]);
    assert.match(injected.source, /^let rate: number = 0\.5;$/m);
    const [double, sentence, text] = results(out).slice(-3);
    assert.equal(double, "1");
    assert.equal(sentence, "'cpu 8'");
    assert.deepEqual(JSON.parse(eval(text ?? "") as string), options);
  });

  test("refuses a value of another type than the notebook's own: TypeScript says which", async (t) => {
    const folder = farFolder(t);
    const source =
      'const rate = 0.1;\ntype Engine = "wasm" | "cpu";\nlet engine: Engine = "wasm";\nlet big = 1n;';
    const book = writeNotebook(folder, [code(source, tagged), code("1")]);
    const parameters = ["-p", "rate", "fast", "-p", "engine", "gpu", "-p", "big", "7"];
    const { code: exitCode, stderr } = await withKernel(
      ["-m", "papermill", book, join(folder, "out.ipynb"), ...parameters],
      "",
      folder,
    );
    assert.notEqual(exitCode, 0);
    assert.match(stderr, /Cell \[2\]:2:5 .*Type 'string' is not assignable to type 'number'/);
    assert.match(stderr, /Cell \[2\]:3:5 .*Type '"gpu"' is not assignable to type 'Engine'/);
    assert.doesNotMatch(stderr, /Cell \[2\]:4/);
  });

  test("--help-notebook tells the parameters, their types, values and comments", async (t) => {
    const folder = farFolder(t);
    const source =
      'const rate = 0.1; // learning rate\nlet engine: "wasm" | "cpu" = "wasm";\nconst sizes = [\n  1, 2,\n]; // of kernels';
    const book = writeNotebook(folder, [code(source, tagged)]);
    const { stdout } = await withKernel(["-m", "papermill", "--help-notebook", book]);
    assert.match(stdout, /^ {2}rate: number \(default 0\.1\) +learning rate$/m);
    assert.match(stdout, /^ {2}engine: "wasm" \| "cpu" \(default "wasm"\)/m);
    assert.match(stdout, /^ {2}sizes: Unknown type \(default \[ {2}1, 2,\]\)\s+of kernels$/m);
  });
});
