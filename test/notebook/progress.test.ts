import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { progressBar } from "../../src/notebook/progress";
import { inFakeNotebook, runScript } from "./support";

const SCRIPT = `
  import { progressBar } from "notebook/progress";
  const bar = progressBar(4, "Timing");
  for (const name of ["AlexNet", "VGG-16", "<5x5>"]) bar.advance(name);
  bar.advance();
  bar.done();
`;

describe("progressBar", () => {
  it("is one output in a notebook, replaced in place", async () => {
    let now = 0;
    mock.method(performance, "now", () => now);
    try {
      const published = await inFakeNotebook(() => {
        const bar = progressBar(4, "Timing");
        now += 1000;
        bar.advance("<5x5>");
        now += 10; // too soon to draw again
        bar.advance("AlexNet");
        bar.done();
      });
      const texts = published.map(({ bundle }) => bundle["text/plain"]);
      assert.deepEqual(texts, [
        `Timing ${"░".repeat(30)} 0/4, 0.0 s`,
        `Timing ${"█".repeat(8)}${"░".repeat(22)} 1/4, 1.0 s  <5x5>`,
        `Timing ${"█".repeat(15)}${"░".repeat(15)} 2/4, 1.0 s`,
      ]);
      assert.deepEqual(
        published.map(({ options }) => options?.update),
        [false, true, true],
      );
      assert.equal(new Set(published.map(({ options }) => options?.displayId)).size, 1);
      assert.match(String(published[1]?.bundle["text/html"]), /&#60;5x5&#62;/);
    } finally {
      mock.restoreAll();
    }
  });

  it("writes few lines to stderr where that is a file, and nothing to stdout", () => {
    const { stdout, stderr } = runScript(SCRIPT);
    assert.equal(stdout, "");
    const lines = stderr.trimEnd().split("\n");
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? "", /^Timing ░{30} 0\/4, 0\.\d s$/);
    assert.match(lines[1] ?? "", /^Timing █{30} 4\/4, \d+\.\d s$/);
    assert.doesNotMatch(stderr, /\r|\x1b/); // eslint-disable-line no-control-regex
  });

  it("redraws one line in a terminal, and keeps it from wrapping", () => {
    const terminal = "Object.assign(process.stderr, { isTTY: true, columns: 20 });";
    const { stderr } = runScript(SCRIPT.replace("const bar", `${terminal}\nconst bar`));
    assert.equal(stderr.split("\n").length, 2);
    assert.ok(stderr.endsWith("\n"));
    const draws = stderr.trimEnd().split("\r\x1b[2K").slice(1);
    assert.ok(draws.length >= 2);
    for (const draw of draws) assert.equal(draw.length, 19);
  });

  it("does not fill up when the work ends early", () => {
    const { stderr } = runScript(SCRIPT.replace("bar.advance();", ""));
    assert.match(stderr, / 3\/4, \d+\.\d s\n$/);
  });
});
