import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { JSDOM } from "jsdom";
import { type Column, escapeHtml, formatNumber, renderTable } from "../../src/notebook/table";

interface Network {
  name: string;
  params: number | null;
  time: number;
}

const columns: Column<Network>[] = [
  { title: "Network", value: ({ name }) => name },
  { title: "Parameters", value: ({ params }) => params },
  { title: "Time, ms", value: ({ time }) => time, format: (ms) => ms.toFixed(1) },
];

const rows: Network[] = [
  { name: "VGG-16", params: 134301514, time: 147 },
  { name: "<CNN & 5x5>", params: null, time: 395.26 },
];

const cellsOf = (html: string) =>
  [...new JSDOM(html).window.document.querySelectorAll("tr")].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );

describe("renderTable", () => {
  it("aligns text: numbers to the right, with thousands separators; a missing value is a dash", () => {
    const { text } = renderTable(rows, columns, { caption: "On two cores", footer: ["2 networks"] });
    assert.equal(
      text,
      [
        "On two cores",
        "Network       Parameters  Time, ms",
        "──────────────────────────────────",
        "VGG-16       134,301,514     147.0",
        "<CNN & 5x5>            —     395.3",
        "──────────────────────────────────",
        "2 networks",
      ].join("\n"),
    );
  });

  it("makes an HTML table of the same cells", () => {
    const { html } = renderTable(rows, columns, { caption: "On two cores", footer: ["2 networks"] });
    assert.deepEqual(cellsOf(html), [
      ["Network", "Parameters", "Time, ms"],
      ["VGG-16", "134,301,514", "147.0"],
      ["<CNN & 5x5>", "—", "395.3"],
      ["2 networks"],
    ]);
    const { document } = new JSDOM(html).window;
    assert.equal(document.querySelector("caption")?.textContent, "On two cores");
    assert.equal(document.querySelectorAll("thead th[scope=col]").length, 3);
    assert.equal(document.querySelector("tfoot td")?.getAttribute("colspan"), "3");
    assert.equal(document.querySelector("td")?.style.textAlign, "left");
    assert.equal(document.querySelector("td:nth-child(2)")?.getAttribute("style")?.includes("right"), true);
  });

  it("rules off head and foot with lines that survive JupyterLab's cleaning of notebooks it does not trust", () => {
    const { html } = renderTable(rows, columns, { footer: ["one", "two"] });
    const { document } = new JSDOM(html).window;
    const styles = [...document.querySelectorAll("tfoot td, thead th")].map((cell) =>
      cell.getAttribute("style"),
    );
    const ruled = styles.map((style) => /border-(top|bottom): 1px solid #[0-9a-f]{6};/.test(style ?? ""));
    assert.deepEqual(ruled, [true, true, true, true, false]);
    assert.ok(styles.every((style) => !style?.includes("var(")));
  });

  it("breaks a cell's lines where its text does", () => {
    const sources = [{ title: "Layer", value: ([layer = ""]: string[]) => layer }, { title: "From", value: ([, ...from]: string[]) => from.join(",\n"), link: () => "#" }]; // prettier-ignore
    const rows = [["join", "left", "<right>", "middle"], ["last", "join"]]; // prettier-ignore
    const { text, html } = renderTable(rows, sources);
    assert.equal(
      text,
      [
        "Layer  From",
        "───────────────",
        "join   left,",
        "       <right>,",
        "       middle",
        "last   join",
      ].join("\n"),
    );
    const cell = new JSDOM(html).window.document.querySelector("td:nth-child(2) a");
    assert.deepEqual([...(cell?.childNodes ?? [])].map((node) => node.textContent || node.nodeName), ["left,", "BR", "<right>,", "BR", "middle"]); // prettier-ignore
  });

  it("lets nothing through that HTML would read as a tag", () => {
    const attack = `<script>alert("x")</script>`;
    const { html } = renderTable([attack], [{ title: attack, value: (row) => row }], {
      caption: attack,
      footer: [attack],
    });
    const { document } = new JSDOM(html).window;
    assert.equal(document.querySelector("script"), null);
    assert.equal(document.querySelector("caption")?.textContent, attack);
    assert.deepEqual(cellsOf(html), [[attack], [attack], [attack]]);
  });

  it("keeps to an alignment that is asked for", () => {
    const column = (align: "left" | "right"): Column<string> => ({
      title: "range",
      value: (row) => row,
      align,
    });
    assert.match(renderTable(["1"], [column("right")]).text, /\n {4}1$/);
    assert.match(renderTable(["1"], [column("left")]).text, /\n1$/);
  });

  it("leaves out the middle of a long table and says how much", () => {
    const long = Array.from({ length: 1500 }, (_, i) => i);
    const { text, html } = renderTable(long, [{ title: "row", value: (row) => row }]);
    const lines = text.split("\n").map((line) => line.trim());
    assert.equal(lines.length, 2 + 201);
    assert.equal(lines[2 + 99], "99");
    assert.equal(lines[2 + 100], "… 1,300 more rows …");
    assert.equal(lines[2 + 101], "1,400");
    assert.equal(cellsOf(html).length, 1 + 201);
  });

  it("shows an empty table by its head", () => {
    assert.match(renderTable([], columns).text, /^Network {2}Parameters {2}Time, ms\n─+$/);
  });
});

describe("formatNumber", () => {
  const written: [number, string][] = [
    [0, "0"],
    [23981450, "23,981,450"],
    [-19136, "-19,136"],
    [0.15779, "0.1578"],
    [1234.5678, "1,235"],
  ];
  for (const [value, text] of written) {
    it(`writes ${value} as ${text}`, () => assert.equal(formatNumber(value), text));
  }
});

describe("escapeHtml", () => {
  it("gives text that a browser reads back unchanged", () => {
    const text = `a < b && "c" > 'd'`;
    assert.equal(
      new JSDOM(`<p title="${escapeHtml(text)}">`).window.document.querySelector("p")?.title,
      text,
    );
  });
});
