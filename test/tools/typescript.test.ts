import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runProgram, temporaryFolder } from "../support/notebook";
import { root } from "../support/paths";

test("a command's TypeScript leaves nothing in the temporary folder", async (t) => {
  const folder = temporaryFolder(t);
  const script = join(folder, "script.ts");
  writeFileSync(script, "const n: number = 3;\nconsole.log(n);\n");
  const temporary = join(folder, "temporary");
  mkdirSync(temporary);
  const program = `
    import { runTypeScript } from ${JSON.stringify(join(root, "tools/support/typescript.mjs"))};
    process.exitCode = await runTypeScript(${JSON.stringify(script)});`;
  const env = { ...process.env, TMPDIR: temporary, V8_COMPILE_CACHE_CACHE_DIR: undefined };
  const ended = await runProgram(process.execPath, ["--input-type=module", "-e", program], env);
  assert.deepEqual(ended, { code: 0, stdout: "3\n", stderr: "" });
  assert.deepEqual(readdirSync(temporary), []);
});
