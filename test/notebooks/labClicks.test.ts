import assert from "node:assert/strict";
import { test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { kernelIdle, lacksBrowser, openInLab, runAll } from "../support/lab";
import { code } from "../support/notebook";

/** What a click is given time for; what it sets off in the kernel takes as long as the machine is busy. */
const timeout = 120_000;

test("JupyterLab: what a user clicks and types between two runs", { skip: lacksBrowser }, async (t) => {
  const { page } = await openInLab(t, [
    code('import * as cnn from "./src";\nconst depth = 16;'),
    code("while (true) {}"),
    code("depth + 1"),
    code(""),
  ]);
  const cell = (n: number) => page.locator(".jp-Notebook .jp-CodeCell").nth(n - 1);
  const prompt = (n: number) => cell(n).locator(".jp-InputPrompt");
  const output = (n: number) => cell(n).locator(".jp-OutputArea-output");

  await t.test("Run All, then the interrupt button: the loop ends with KeyboardInterrupt", async () => {
    await runAll(page);
    await prompt(1).getByText("[1]:").waitFor({ timeout });
    await prompt(2).getByText("[*]:").waitFor({ timeout });
    await button(page, "notebook:interrupt-kernel").click();
    await output(2).getByText("KeyboardInterrupt").first().waitFor({ timeout });
    await kernelIdle(page);
    assert.equal(await prompt(1).innerText(), "[1]:");
    assert.equal(await output(1).count(), 0);
  });

  await t.test("the next cell runs, with the variables of before", async () => {
    await runCell(page, cell(3));
    await output(3).getByText("17", { exact: true }).waitFor({ timeout });
  });

  await t.test("Tab lists what a module has; a chosen name is written into the cell", async () => {
    await edit(page, cell(4), "cnn.vgg");
    await page.keyboard.press("Tab");
    const names = page.locator(".jp-Completer .jp-Completer-item");
    await names.first().waitFor({ timeout });
    const listed = await names.locator(".jp-Completer-match").allInnerTexts();
    assert.deepEqual(
      ["vgg16", "vgg19"].filter((name) => !listed.includes(name)),
      [],
      listed.join(),
    );
    await names.filter({ hasText: "vgg16" }).first().click();
    await cell(4).locator(".cm-content").getByText("cnn.vgg16", { exact: true }).waitFor({ timeout });
  });

  await t.test("Tab in an import's path lists folders", async () => {
    await edit(page, cell(4), 'import { codeFrame } from "./src/ker');
    await page.keyboard.press("Tab");
    const names = page.locator(".jp-Completer .jp-Completer-match");
    await names.first().waitFor({ timeout });
    assert.deepEqual(await names.allInnerTexts(), ["kernel"]);
    await page.keyboard.press("Escape");
  });

  await t.test("Shift+Tab shows a function's signature and documentation", async () => {
    await edit(page, cell(4), "cnn.vgg16");
    await page.keyboard.press("Shift+Tab");
    const tooltip = page.locator(".jp-Tooltip").filter({ hasText: /\S/ }); // it stands there before it has its text
    await tooltip.waitFor({ timeout });
    const text = await tooltip.innerText();
    assert.match(text, /function vgg16\(/);
    assert.match(text, /VGG-16/);
    await page.keyboard.press("Escape");
  });

  await t.test("a restart, by the toolbar and its dialog, forgets what cells declared", async () => {
    await button(page, "notebook:restart-kernel").click();
    await page.locator(".jp-Dialog").getByRole("button", { name: "Confirm Kernel Restart" }).click();
    await page.getByText("TypeScript (convbook) | Restarting").waitFor({ state: "hidden", timeout });
    await kernelIdle(page);
    await runCell(page, cell(3));
    await output(3).getByText("Cannot find name 'depth'").first().waitFor({ timeout });
    await edit(page, cell(4), "6 * 7");
    await runCell(page, cell(4));
    await output(4).getByText("42", { exact: true }).waitFor({ timeout });
  });

  await t.test("a cell that asks goes on with what is typed into its box", async () => {
    await edit(page, cell(4), 'await input("Name: ")');
    await runCell(page, cell(4));
    await cell(4).locator(".jp-Stdin-input:focus").waitFor({ timeout });
    await page.keyboard.type("Ada");
    await page.keyboard.press("Enter");
    await output(4).getByText("'Ada'", { exact: true }).waitFor({ timeout });
    assert.match(await output(4).first().innerText(), /^Name: {1,2}Ada/);
  });

  await t.test("the interrupt button ends a cell that asks; it can ask again", async () => {
    await runCell(page, cell(4));
    await cell(4).locator(".jp-Stdin-input").waitFor({ timeout });
    await button(page, "notebook:interrupt-kernel").click();
    await output(4).getByText("KeyboardInterrupt").first().waitFor({ timeout });
    await runCell(page, cell(4));
    await output(4).getByText("KeyboardInterrupt").first().waitFor({ state: "hidden", timeout });
    await cell(4).locator(".jp-Stdin-input:focus").waitFor({ timeout });
    await page.keyboard.type("Bob");
    await page.keyboard.press("Enter");
    await output(4).getByText("'Bob'", { exact: true }).waitFor({ timeout });
  });

  await t.test(
    "Restart and Run All, by the toolbar and its dialog, runs all cells from the first on",
    async () => {
      await edit(page, cell(2), "const wide = depth * 2;");
      await edit(page, cell(4), "wide");
      await button(page, "notebook:restart-run-all").click();
      await page.locator(".jp-Dialog").getByRole("button", { name: "Confirm Kernel Restart" }).click();
      await output(4).getByText("32", { exact: true }).waitFor({ timeout });
      const prompts = [1, 2, 3, 4].map((n) => prompt(n).innerText());
      assert.deepEqual(await Promise.all(prompts), ["[1]:", "[2]:", "[3]:", "[4]:"]);
    },
  );

  await t.test("the debugger's button is grey: the kernel has no debugger", async () => {
    assert.equal(await page.locator(".jp-DebuggerBugButton").first().getAttribute("aria-disabled"), "true");
  });

  await t.test("the launcher shows the kernel with its logo", async () => {
    await page.locator('.lm-TabBar-addButton[title="New Launcher"]').click();
    const logo = page.locator(".jp-LauncherCard").getByAltText("TypeScript (convbook)").first();
    await logo.waitFor({ timeout });
    assert.match((await logo.getAttribute("src")) ?? "", /kernelspecs\/tslab\/logo-svg\.svg/);
  });
});

const button = (page: Page, command: string) =>
  page.locator(`.jp-NotebookPanel-toolbar [data-command="${command}"]`).first();

/** Puts a text in the place of what a cell has; the caret stands at its end. */
async function edit(page: Page, cell: Locator, text: string): Promise<void> {
  await cell.locator(".cm-content").click();
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

async function runCell(page: Page, cell: Locator): Promise<void> {
  await cell.locator(".cm-content").click();
  await page.keyboard.press("Control+Enter");
}
