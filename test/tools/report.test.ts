import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { test, type TestContext } from "node:test";
import { chromium } from "playwright-core";
import { findChromium, noChromium } from "../../tools/chromium.mjs";
import { writeReport } from "../../tools/report/report.mjs";
import { code, markdown, temporaryFolder, writeNotebook } from "../support/notebook";

const browser = findChromium();

const chart = (title: string) => ({
  output_type: "display_data",
  metadata: {},
  data: {
    "application/vnd.plotly.v1+json": {
      data: [{ type: "scatter", mode: "markers", x: [1e6, 1e8], y: [1, 20] }],
      layout: { title: { text: title } },
    },
    "image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>",
    "text/plain": "a chart",
  },
});
const table = {
  output_type: "execute_result",
  execution_count: 3,
  metadata: {},
  data: { "text/html": "<table><tr><td>23,981,450</td></tr></table>", "text/plain": "23,981,450" },
};

async function report(t: TestContext): Promise<string> {
  const folder = temporaryFolder(t);
  const notebook = writeNotebook(folder, [
    markdown("# Cost of $k \\times k$\n\n$$\\frac{n + 2p - k}{s} + 1 < 5$$\n\nCode stays: `$x$`."),
    code("'$y$'", { outputs: [chart("</script><b>first")] }),
    code("2", { outputs: [chart("second")] }),
    code("3", { outputs: [table] }),
  ]);
  const page = join(folder, "page.html");
  await writeReport(notebook, page);
  return page;
}

test("the page loads nothing and holds plotly.js once", async (t) => {
  const html = readFileSync(await report(t), "utf8");
  const library = readFileSync(require.resolve("plotly.js-basic-dist-min"), "utf8");
  assert.equal(html.split(library).length - 1, 1);
  assert.doesNotMatch(
    html.replace(library, ""),
    /<script[^>]+src=|<link|<iframe|mathjax|require\.js|jquery/i,
  );
});

test(
  "in a browser without network: charts drawn, formulas shown, no request, no error",
  { skip: !browser && noChromium },
  async (t) => {
    const page = pathToFileURL(await report(t)).href;
    const running = await chromium.launch({ executablePath: browser });
    t.after(() => running.close());
    const context = await running.newContext({ offline: true });
    const tab = await context.newPage();
    const requests: string[] = [];
    const errors: string[] = [];
    tab.on("request", (request) => requests.push(request.url()));
    tab.on("pageerror", (error) => errors.push(error.message));
    await tab.goto(page);

    await tab.waitForFunction("document.querySelectorAll('.report-chart .points path').length === 4");
    const titles = await tab.locator(".report-chart .gtitle").allTextContents();
    assert.equal(titles.length, 2);
    assert.equal(titles[1], "second");

    const formulas = tab.locator(".report-formula svg");
    assert.equal(await formulas.count(), 2);
    for (const box of await Promise.all([0, 1].map((index) => formulas.nth(index).boundingBox()))) {
      assert.ok(box && box.width > 20 && box.height > 5, "a formula has a size");
    }
    const text = await tab.locator("body").innerText();
    assert.match(text, /23,981,450/);
    assert.match(text, /Code stays: \$x\$/);
    assert.match(text, /'\$y\$'/, "code cells are not taken for formulas");

    assert.deepEqual(
      requests.filter((url) => !url.startsWith("data:")),
      [page],
    );
    assert.deepEqual(errors, []);
  },
);
