/** The report: an executed notebook as one HTML file that needs nothing but itself. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { writeWhole } from "../support/files.mjs";
import { inRoot, python } from "../support/paths.mjs";
import { Problem } from "../support/problem.mjs";
import { run } from "../support/programs.mjs";
import { renderFormulas } from "./formulas.mjs";

const require = createRequire(import.meta.url);

/** Writes the report of an executed notebook: formulas as pictures, charts interactive, plotly.js inside once. */
export async function writeReport(notebook, report) {
  const { code, stdout, stderr } = await run(python, [inRoot("tools", "report", "export.py"), notebook]);
  if (code !== 0) throw new Problem(`The report could not be exported: ${stderr.trim().split("\n").at(-1)}`);
  writeWhole(report, addCharts(renderFormulas(stdout)));
}

function addCharts(page) {
  if (!page.includes('<script type="application/vnd.plotly.v1+json">')) return page;
  const library = readFileSync(require.resolve("plotly.js-basic-dist-min"), "utf8");
  const drawing = readFileSync(inRoot("tools", "report", "charts.js"), "utf8");
  const scripts = [library, drawing].map((script) => `<script>${script}</script>`).join("\n");
  const end = page.lastIndexOf("</body>");
  return `${page.slice(0, end)}${scripts}\n${page.slice(end)}`;
}
