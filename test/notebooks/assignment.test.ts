import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { reference } from "../reference";
import {
  assertExecuted,
  type ExecutedCell,
  readCells,
  tagged,
  testCommitted,
  testExecuted,
  text,
} from "../support/executed";
import { lacksBrowser, openInLab, runAll, save } from "../support/lab";
import { root } from "../support/paths";

const path = join(root, "notebooks", "assignment-3-cnn.ipynb");
/** In the notebook. */
const CHARTS = 10;

function assertCourseCounts(cells: readonly ExecutedCell[]): void {
  const [cell] = tagged(cells, "final-table");
  const rows = text(cell?.outputs?.at(-1))
    .split("\n")
    .map((line) => line.split(/ {2,}/));
  const networks = reference.filter(({ source }) => source === "assignment");
  assert.equal(networks.length, 6);
  for (const { name, params, trainable, macs } of networks) {
    const row = rows.find(([title]) => title === name.replace("_BN", " + BN, dropout"));
    const counts = [params, trainable, params - trainable, macs].map((count) =>
      count.toLocaleString("en-US"),
    );
    assert.deepEqual(row?.slice(1, 6), [...counts.slice(0, 3), "true", counts[3]], name);
  }
}

/**
 * The assignment takes minutes, most of them for its training run: it is run once, in JupyterLab where there is a browser,
 * and there on a tenth of the digits. `npm run assignment` and `npm run notebooks` run it as it is.
 */
const digits = { inNotebook: "train: 15_000", inTest: "train: 1_500" };
const headless = lacksBrowser === false ? "JupyterLab runs it" : false;

describe("Assignment 3", () => {
  describe("executed top to bottom", { skip: headless }, () => {
    const cells = testExecuted(path, CHARTS);
    test("ends on the table with the course's counts", () => assertCourseCounts(cells()));
  });

  test(
    "in JupyterLab, on fewer digits: Run All, no error, charts drawn, the course's counts",
    { skip: lacksBrowser },
    async (t) => {
      const { page, file } = await openInLab(t, onFewerDigits(withoutOutputs(path)));
      const code = page.locator(".jp-Notebook .jp-CodeCell");
      await runAll(page);

      const count = readCells(path).filter(({ cell_type }) => cell_type === "code").length;
      const last = code.nth(count - 1).locator(".jp-InputPrompt");
      await page.waitForFunction(
        (element) => /\[\d+\]/.test(element.textContent),
        await last.elementHandle(),
        { timeout: 900_000, polling: 1000 }, // by default it has the page drawn for each look
      );

      const prompts = await code.locator(".jp-InputPrompt").allTextContents();
      assert.deepEqual(
        prompts.map((prompt) => prompt.trim()),
        Array.from({ length: count }, (_, i) => `[${i + 1}]:`),
      );
      for (const failed of ["error", "stderr"]) {
        const type = `application/vnd.jupyter.${failed}`;
        assert.equal(await page.locator(`.jp-OutputArea-output[data-mime-type="${type}"]`).count(), 0);
      }
      const charts = page.locator(".js-plotly-plot");
      await charts
        .nth(CHARTS - 1)
        .locator(".main-svg")
        .first()
        .waitFor();
      assert.equal(await charts.count(), CHARTS);
      for (const chart of await charts.all()) assert.ok((await chart.locator(".point").count()) >= 3);

      await save(page, file);
      const cells = readCells(file);
      assertExecuted(cells, CHARTS);
      assertCourseCounts(cells);
    },
  );

  testCommitted(path);
});

/** A notebook's cells with their metadata, as `writeNotebook` takes them. */
function withoutOutputs(notebook: string) {
  return readCells(notebook).map(({ cell_type, source, metadata }) => ({
    cell_type,
    source: source.join(""),
    metadata,
  }));
}

/** Asserts that there is a cell to change, lest the notebook train for minutes unnoticed once it says so otherwise. */
function onFewerDigits(cells: ReturnType<typeof withoutOutputs>): typeof cells {
  const { inNotebook, inTest } = digits;
  assert.equal(cells.filter(({ source }) => source.includes(inNotebook)).length, 1, inNotebook);
  return cells.map((cell) => ({ ...cell, source: cell.source.replace(inNotebook, inTest) }));
}
