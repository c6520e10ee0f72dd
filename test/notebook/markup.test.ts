import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { latex, markdown } from "../../src/notebook/markup";
import { bundleOf } from "./support";

describe("markdown", () => {
  it("shows the text with its values, and is the text in a terminal", async () => {
    const text = markdown`**${4864}** parameters, $\frac{a}{b}$`;
    const expected = "**4864** parameters, $\\frac{a}{b}$";
    assert.deepEqual(await bundleOf(text), { "text/plain": expected, "text/markdown": expected });
    assert.equal(inspect(text), expected);
    assert.deepEqual({ ...text }, { markdown: expected });
  });

  it("keeps backslashes but for those before a backtick and before what would be a value", () => {
    assert.equal(
      markdown`
\`code\` costs \${n} \$ \\ \n
      `.markdown,
      "`code` costs ${n} \\$ \\\\ \\n",
    );
  });

  it("takes away the indentation that the lines share, and no other", () => {
    const deep = "x\n  y";
    // prettier-ignore
    const text = markdown`
      # Title

      - ${deep}
        - inner
      ${1}
    `;
    assert.equal(text.markdown, "# Title\n\n- x\n  y\n  - inner\n1");
  });

  it("leaves the values as they are", () => {
    assert.equal(markdown`a ${"\\`x"} b`.markdown, "a \\`x b");
  });
});

describe("latex", () => {
  it("shows a formula on a line of its own", async () => {
    const formula = latex`\frac{n + 2p - k}{${2}} + 1`;
    assert.deepEqual(await bundleOf(formula), {
      "text/plain": "\\frac{n + 2p - k}{2} + 1",
      "text/latex": "$$\\frac{n + 2p - k}{2} + 1$$",
    });
  });

  it("says how it is used to whoever calls it as a function", () => {
    for (const wrong of ["x", ["x"], undefined]) {
      assert.throws(() => latex(wrong as never), {
        name: "TypeError",
        message: /^latex: .*write latex`\$\{text\}`/,
      });
    }
  });
});
