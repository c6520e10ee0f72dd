/** JupyterLab as a user has it: the server of `npm start`, and a browser whose page the tests click in. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { chromium, type Page } from "playwright-core";
import { findChromium, noChromium } from "../../tools/chromium.mjs";
import { type Cell, temporaryFolder, writeNotebook } from "./notebook";
import { root } from "./paths";

const browser = findChromium();

/** For `skip`: why there is no page to click in, or false. */
export const lacksBrowser = browser ? false : noChromium;

/** Opens a notebook of these cells and resolves to the page, and to the notebook's file, once its kernel waits for cells. */
export async function openInLab(t: TestContext, cells: Cell[]): Promise<{ page: Page; file: string }> {
  const folder = join(root, "reports", `lab-test-${process.pid}`);
  mkdirSync(folder, { recursive: true }); // the server shows nothing outside the project
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = writeNotebook(folder, cells);
  const address = await startLab(t, file);
  const chrome = await chromium.launch({
    executablePath: browser,
    args: ["--no-sandbox", "--disable-gpu"],
  });
  t.after(() => chrome.close());
  const page = await chrome.newPage({ viewport: { width: 1280, height: 1600 } });
  await page.goto(address);
  await kernelIdle(page);
  return { page, file };
}

/** The notebook's own indicator says "idle" before there is a kernel too, and cells that are run then are only cleared. */
export async function kernelIdle(page: Page): Promise<void> {
  await page.getByText("TypeScript (convbook) | Idle").waitFor({ timeout: 120_000 });
}

export async function runAll(page: Page): Promise<void> {
  await page.getByRole("menuitem", { name: "Run", exact: true }).click();
  await page.getByRole("menuitem", { name: "Run All Cells", exact: true }).click();
}

/** Saves the notebook; resolves when its file has been written. */
export async function save(page: Page, file: string): Promise<void> {
  const before = statSync(file).mtimeMs;
  await page.keyboard.press("Control+s");
  const deadline = Date.now() + 60_000;
  while (statSync(file).mtimeMs === before || !isWhole(file)) {
    if (Date.now() > deadline) throw new Error("JupyterLab has not saved the notebook within a minute.");
    await page.waitForTimeout(100);
  }
}

function isWhole(notebook: string): boolean {
  try {
    JSON.parse(readFileSync(notebook, "utf8"));
    return true;
  } catch {
    return false; // it is being written
  }
}

/** Starts `npm start`'s server on a notebook and resolves to its address, token included. */
async function startLab(t: TestContext, notebook: string): Promise<string> {
  const folder = temporaryFolder(t);
  const settings = join(folder, "settings");
  const set = (extension: string, plugin: string, values: object) => {
    mkdirSync(join(settings, "@jupyterlab", extension), { recursive: true });
    const file = join(settings, "@jupyterlab", extension, `${plugin}.jupyterlab-settings`);
    writeFileSync(file, JSON.stringify(values));
  };
  // All cells are in the page at once, not only those that a reader would see.
  set("notebook-extension", "tracker", { windowingMode: "none" });
  // A busy machine's kernel may need longer than the second for which the popup waits.
  set("completer-extension", "manager", { providerTimeout: 60_000 });
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
