import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test, type TestContext } from "node:test";
import { chromium, type Page } from "playwright-core";
import { findChromium, noChromium } from "../../tools/chromium.mjs";
import { type Cell, temporaryFolder, writeNotebook } from "../support/notebook";
import { root } from "../support/paths";

const browser = findChromium();

/** In the notebook. */
const CHARTS = 10;

/** The assignment without its outputs. */
function assignment(): Cell[] {
  const path = join(root, "notebooks", "assignment-3-cnn.ipynb");
  const { cells } = JSON.parse(readFileSync(path, "utf8")) as { cells: (Cell & { source: string[] })[] };
  return cells.map(({ cell_type, source }) => ({ cell_type, source: source.join("") }));
}

/** Starts `npm start`'s server on a notebook and resolves to its address, token included. */
async function startLab(t: TestContext, notebook: string): Promise<string> {
  const folder = temporaryFolder(t);
  const settings = join(folder, "settings");
  const tracker = join(settings, "@jupyterlab", "notebook-extension");
  mkdirSync(tracker, { recursive: true });
  // All cells are in the page at once, not only those that a reader would see.
  writeFileSync(join(tracker, "tracker.jupyterlab-settings"), '{ "windowingMode": "none" }');
  const lab = spawn(process.execPath, [join(root, "tools", "start.mjs"), notebook], {
    cwd: root,
    env: {
      ...process.env,
      DISPLAY: "",
      WAYLAND_DISPLAY: "",
      SSH_CONNECTION: "test",
      JUPYTERLAB_SETTINGS_DIR: settings,
      JUPYTERLAB_WORKSPACES_DIR: join(folder, "workspaces"), // no tab of an earlier session beside the notebook
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(async () => {
    const ended = new Promise((resolve) => lab.on("close", resolve));
    lab.kill("SIGINT");
    await ended;
  });
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    for (const input of [lab.stdout, lab.stderr]) {
      createInterface({ input }).on("line", (line) => {
        said.push(line);
        const address = /http:\/\/127\.0\.0\.1:\S+token=\S+/.exec(line);
        if (address) resolve(address[0]);
      });
    }
    lab.on("close", () => reject(new Error(`JupyterLab ended:\n${said.join("\n")}`)));
  });
}

async function runAll(page: Page): Promise<void> {
  await page.getByRole("menuitem", { name: "Run", exact: true }).click();
  await page.getByRole("menuitem", { name: "Run All Cells", exact: true }).click();
}

test(
  "JupyterLab runs the assignment: Run All, no error, charts drawn",
  { skip: browser ? false : noChromium },
  async (t) => {
    const folder = join(root, "reports", `lab-test-${process.pid}`);
    mkdirSync(folder, { recursive: true }); // the server shows nothing outside the project
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const cells = assignment();
    const address = await startLab(t, writeNotebook(folder, cells));

    const chrome = await chromium.launch({
      executablePath: browser,
      args: ["--no-sandbox", "--disable-gpu"],
    });
    t.after(() => chrome.close());
    const page = await chrome.newPage({ viewport: { width: 1280, height: 1600 } });
    await page.goto(address);
    const code = page.locator(".jp-Notebook .jp-CodeCell");
    // The notebook's own indicator says "idle" before there is a kernel too, and cells that are run then are only cleared.
    await page.getByText("TypeScript (convbook) | Idle").waitFor({ timeout: 120_000 });
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
  },
);
