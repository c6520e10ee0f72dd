import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Browser, chromium, type Page } from "playwright-core";
import { architectures } from "../../src/architectures";
import { table } from "../../src/notebook/rows";
import { renderTable } from "../../src/notebook/table";
import { findChromium, noChromium } from "../../tools/chromium.mjs";
import { bundleOf } from "./support";

const executablePath = findChromium();

const rows = [
  { name: "net 10", params: 61_706, top1: null },
  { name: "net 9", params: 134_301_514, top1: 71.6 },
  { name: "Ångström", params: 7_000, top1: 9.5 },
];

describe("a sortable table", { skip: executablePath ? false : noChromium }, () => {
  let browser: Browser;
  before(async () => {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });
  after(() => browser.close());

  async function open(html: unknown, javaScriptEnabled = true): Promise<Page> {
    const page = await (await browser.newContext({ javaScriptEnabled })).newPage();
    await page.setContent(`<body>${String(html)}${String(html)}</body>`);
    return page;
  }
  const first = (page: Page) => page.locator("table").first();
  const column = (page: Page, n: number) => first(page).locator(`tbody td:nth-child(${n})`).allInnerTexts();
  const title = (page: Page, name: string) => first(page).getByRole("columnheader", { name });
  const html = async () =>
    (await bundleOf(table(rows, { sortable: true, footer: ["3 networks"] })))["text/html"];

  test("goes up at the first click on a title and down at the next; numbers by their size", async () => {
    const page = await open(await html());
    assert.deepEqual(await column(page, 2), ["61,706", "134,301,514", "7,000"]);
    await title(page, "params").click();
    assert.deepEqual(await column(page, 2), ["7,000", "61,706", "134,301,514"]);
    assert.deepEqual(await column(page, 1), ["Ångström", "net 10", "net 9"]);
    assert.equal(await title(page, "params").getAttribute("aria-sort"), "ascending");
    await title(page, "params").click();
    assert.deepEqual(await column(page, 2), ["134,301,514", "61,706", "7,000"]);
    assert.equal(await title(page, "params").getAttribute("aria-sort"), "descending");
    assert.deepEqual(await first(page).locator("tfoot").allInnerTexts(), ["3 networks"]);
  });

  test("sorts text as a reader would, and by one column at a time", async () => {
    const page = await open(await html());
    await title(page, "params").click();
    await title(page, "name").click();
    assert.deepEqual(await column(page, 1), ["Ångström", "net 9", "net 10"]);
    assert.equal(await title(page, "params").getAttribute("aria-sort"), null);
  });

  test("has missing values last both ways", async () => {
    const page = await open(await html());
    await title(page, "top1").click();
    assert.deepEqual(await column(page, 3), ["9.5", "71.6", "—"]);
    await title(page, "top1").click();
    assert.deepEqual(await column(page, 3), ["71.6", "9.5", "—"]);
  });

  test("goes by the keyboard too, without moving a column or another table", async () => {
    const page = await open(await html());
    const size = await first(page).boundingBox();
    await title(page, "name").press("Enter");
    assert.deepEqual(await column(page, 1), ["Ångström", "net 9", "net 10"]);
    assert.deepEqual(await first(page).boundingBox(), size);
    assert.deepEqual(
      await page.locator("table").nth(1).locator("tbody td:nth-child(1)").allInnerTexts(),
      rows.map(({ name }) => name),
    );
  });

  test("is the plain table where scripts do not run", async () => {
    const scriptless = await open(await html(), false);
    const plain = await open((await bundleOf(table(rows, { footer: ["3 networks"] })))["text/html"], false);
    assert.equal(await first(scriptless).innerText(), await first(plain).innerText());
    assert.equal(await title(scriptless, "params").getAttribute("tabindex"), null);
  });

  test("is how the networks show themselves", async () => {
    const page = await open((await bundleOf(architectures))["text/html"]);
    await title(page, "MACs").click();
    const names = architectures
      .map(({ name, macs }) => ({ name, macs }))
      .sort((a, b) => a.macs - b.macs)
      .map(({ name }) => name);
    assert.deepEqual(await column(page, 1), names);
  });
});

test("a table sorts only where asked, and not where rows are left out", () => {
  const column = { title: "n", value: (n: number) => n };
  assert.doesNotMatch(renderTable([1, 2], [column]).html, /script|data-value/);
  assert.match(renderTable([1, 2], [column], { sortable: true }).html, /<script>/);
  const many = Array.from({ length: 201 }, (_, n) => n);
  assert.doesNotMatch(renderTable(many, [column], { sortable: true }).html, /<script>/);
});

test("a cell links to where it says, with nothing that HTML would read as a tag", () => {
  const link = (address: string) => (address.startsWith("https") ? address : undefined);
  const column = { title: "source", value: (address: string) => address, link };
  const { html, text } = renderTable(['https://arxiv.org/?a="<b>&c', "the course"], [column]);
  assert.match(html, /<a href="https:\/\/arxiv\.org\/\?a=&#34;&#60;b&#62;&#38;c">https:/);
  assert.match(html, /<td[^>]*>the course<\/td>/);
  assert.match(text, /\nhttps:.*\nthe course/);
});
