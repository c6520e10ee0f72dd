import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { runProgram, temporaryFolder } from "../support/notebook";
import { python, root } from "../support/paths";

const inTerminal = "import pty, sys; pty.spawn(sys.argv[1:])";
const clearRow = "\r\x1b[K";
/** What a terminal has in its rows in the end: what clears a row takes away all that was in it. */
const rows = (written: string) =>
  written
    .split("\r\n")
    .map((row) => row.split(clearRow).at(-1))
    .join("\n");

test("what a command is at stands in a terminal in one line a step, elsewhere in whole lines", async (t) => {
  const folder = temporaryFolder(t);
  const script = join(folder, "step.mjs");
  const module = pathToFileURL(join(root, "tools", "support", "progress.mjs")).href;
  writeFileSync(
    script,
    `import { tell, tellStep } from ${JSON.stringify(module)};
     const [endPackages, endPython] = [tellStep("packages"), tellStep("Python")];
     endPackages("1 s"); tell("beside it"); endPython("2 s"); tell("complete");`,
  );
  const ends = "packages … 1 s\nbeside it\nPython … 2 s\ncomplete\n";
  const kept = `packages …\nPython …\n${ends}`;
  const log = join(folder, "log");

  const piped = await runProgram(process.execPath, [script]);
  assert.deepEqual([piped.stdout, piped.stderr], ["", kept]);

  const command = `'${process.execPath}' '${script}'`;
  const terminal = await runProgram(python, ["-c", inTerminal, "sh", "-c", command]);
  assert.equal(rows(terminal.stdout), ends);
  const inRow = terminal.stdout.split(clearRow).map((text) => text.trim());
  assert.deepEqual(inRow.slice(1, 4), ["packages …", "packages …", "packages … 1 s"]);
  assert.deepEqual(inRow.slice(4, 8), ["Python …", "beside it", "Python …", "Python … 2 s"]);

  const narrow = await runProgram(python, ["-c", inTerminal, "sh", "-c", `stty cols 8; ${command}`]);
  assert.equal(rows(narrow.stdout), ends);
  assert.equal(narrow.stdout.split(clearRow)[1], "package");

  const both = await runProgram(python, ["-c", inTerminal, "sh", "-c", `${command} > '${log}'`]);
  assert.equal(rows(both.stdout), ends);
  assert.equal(readFileSync(log, "utf8"), "", "which is for results");
});

test("a notebook's run has a bar in a terminal and a line a cell in a file, and says there that a long cell still runs", async (t) => {
  const folder = temporaryFolder(t);
  const script = join(folder, "progress.py");
  writeFileSync(
    script,
    `import asyncio, sys
sys.path.insert(0, ${JSON.stringify(join(root, "tools"))})
from run_notebook import Progress
Progress.REMIND = 0.1

async def main():
    progress = Progress(2)
    clock = asyncio.create_task(progress.tick())
    progress.begin("First")
    await asyncio.sleep(0.8)
    clock.cancel()
    progress.begin("Second")
    progress.close()

asyncio.run(main())
`,
  );
  const log = join(folder, "log");
  const command = `'${python}' '${script}'`;
  const inRows = `stty cols 100 rows 30; ${command}`;
  const { stdout } = await runProgram(python, ["-c", inTerminal, "sh", "-c", inRows]);
  assert.match(stdout, /\rcell 1 of 2 \|.*First/);
  await runProgram("sh", ["-c", `${command} 2> '${log}'`]);
  assert.match(
    readFileSync(log, "utf8"),
    /^cell 1 of 2 +[\d.]+ s {2}First\n(cell 1 of 2 +[\d.]+ s {2}… still running\n)+cell 2 of 2 +[\d.]+ s {2}Second\n$/,
  );
});
