import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { lacksBrowser, openInLab, runAll } from "../support/lab";
import type { Cell } from "../support/notebook";
import { root } from "../support/paths";

/** In the notebook. */
const CHARTS = 10;

/** The assignment without its outputs. */
function assignment(): Cell[] {
  const path = join(root, "notebooks", "assignment-3-cnn.ipynb");
  const { cells } = JSON.parse(readFileSync(path, "utf8")) as { cells: (Cell & { source: string[] })[] };
  return cells.map(({ cell_type, source }) => ({ cell_type, source: source.join("") }));
}

test("JupyterLab runs the assignment: Run All, no error, charts drawn", { skip: lacksBrowser }, async (t) => {
  const cells = assignment();
  const page = await openInLab(t, cells);
  const code = page.locator(".jp-Notebook .jp-CodeCell");
  await runAll(page);

  const count = cells.filter(({ cell_type }) => cell_type === "code").length;
  const last = code.nth(count - 1).locator(".jp-InputPrompt");
  await page.waitForFunction((element) => /\[\d+\]/.test(element.textContent), await last.elementHandle(), {
    timeout: 900_000,
  });

  const prompts = await code.locator(".jp-InputPrompt").allTextContents();
  assert.deepEqual(
    prompts.map((prompt) => prompt.trim()),
    Array.from({ length: count }, (_, i) => `[${i + 1}]:`),
  );
  assert.equal(
    await page.locator('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]').count(),
    0,
  );
  assert.equal(
    await page.locator('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]').count(),
    0,
  );
  const charts = page.locator(".js-plotly-plot");
  await charts
    .nth(CHARTS - 1)
    .locator(".main-svg")
    .first()
    .waitFor();
  assert.equal(await charts.count(), CHARTS);
  for (const chart of await charts.all()) assert.ok((await chart.locator(".point").count()) >= 3);
});
