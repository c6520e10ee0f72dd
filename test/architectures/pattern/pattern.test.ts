import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parsePattern } from "../../../src/architectures/pattern/parse";
import {
  layerNames,
  letters,
  type Pattern,
  type PatternItem,
  patternText,
} from "../../../src/architectures/pattern/pattern";
import { sfc32 } from "../../../src/layers/random";

test("the course's pattern as data", () => {
  const block: Pattern = [{ layer: "CONV" }, { layer: "RELU" }];
  assert.deepEqual(parsePattern("INPUT -> [[CONV -> RELU]*N -> POOL?]*3 -> [FC -> RELU]*k -> FC"), [
    { layer: "INPUT" },
    {
      repeat: { group: [{ repeat: { group: block }, times: "N" }, { optional: { layer: "POOL" } }] },
      times: 3,
    },
    { repeat: { group: [{ layer: "FC" }, { layer: "RELU" }] }, times: "K" },
    { layer: "FC" },
  ]);
});

test("capitals, blanks, lines, leading zeros and the other arrow are free", () => {
  const text = "input->[ [conv → Relu] * 002 -> pool ? ]*m\n  ->  [Fc->RELU]*1→OUTPUT";
  assert.equal(
    patternText(parsePattern(text)),
    "INPUT -> [[CONV -> RELU]*2 -> POOL?]*M -> [FC -> RELU]*1 -> OUTPUT",
  );
});

describe("round trip of 500 random patterns", () => {
  const { pick, chance } = draws(7);

  function randomPattern(depth: number): Pattern {
    return Array.from({ length: 1 + pick(4) }, () => randomItem(depth));
  }

  function randomItem(depth: number): PatternItem {
    if (depth === 0 || chance(0.4)) return { layer: layerNames[pick(layerNames.length)] ?? "CONV" };
    const part = randomItem(depth - 1);
    if (chance(0.3)) return { optional: part };
    if (chance(0.4)) return { repeat: part, times: chance(0.3) ? (letters[pick(3)] ?? "N") : pick(120) };
    return { group: randomPattern(depth - 1) };
  }

  const patterns = Array.from({ length: 500 }, () => randomPattern(5));

  test("they are not all alike", () => {
    const texts = patterns.map(patternText);
    assert.ok(new Set(texts).size > 400);
    assert.ok(texts.some((text) => text.length > 300));
    for (const mark of ["[[", "]*N", "]?", "?*", "*11"])
      assert.ok(
        texts.some((text) => text.includes(mark)),
        mark,
      );
  });

  test("written and read again they are the same data", () => {
    for (const pattern of patterns) assert.deepEqual(parsePattern(patternText(pattern)), pattern);
  });

  test("read and written again they are the same text, whatever blanks and capitals were", () => {
    for (const pattern of patterns) {
      const text = patternText(pattern);
      const untidy = Array.from(text.replaceAll(" -> ", "->"), (letter) =>
        chance(0.5) || "->".includes(letter) ? letter : letter.toLowerCase(),
      );
      const loose = untidy
        .join("")
        .replace(/->|[[\]*?]/g, (mark) => " ".repeat(pick(3)) + mark + (chance(0.5) ? "\n" : ""));
      assert.equal(patternText(parsePattern(loose)), text);
    }
  });
});

/** Random choices that are the same in every run. */
function draws(seed: number) {
  const uniform = sfc32(seed);
  const drawn = new Float32Array(1);
  function pick(count: number): number {
    uniform(drawn, count / 2); // between -count / 2 and count / 2
    return Math.min(count - 1, Math.floor((drawn[0] ?? 0) + count / 2));
  }
  return { pick, chance: (share: number) => pick(1000) < 1000 * share };
}

describe("what cannot be read is shown with a caret under the spot", () => {
  const suffix = 'an arrow "->", "?", or "*"';
  const layer = 'INPUT, CONV, RELU, POOL, FC, OUTPUT or "["';
  const cases: [text: string, at: number, expected: string][] = [
    ["", 0, layer],
    ["INPUT -> CONW -> FC", 9, layer],
    ["INPUT -> CONVS", 9, layer],
    ["INPUT -> [] -> FC", 10, layer],
    ["INPUT -> CONV ->", 16, layer],
    ["INPUT -> CONV*", 14, "a number, N, M, K"],
    ["INPUT -> CONV*-1", 14, "a number, N, M, K"],
    ["INPUT -> CONV*2N", 14, "a number, N, M, K"],
    ["INPUT -> [CONV -> RELU*2 -> FC", 30, `"]", ${suffix}`],
    ["INPUT -> CONV] -> FC", 13, `the end, ${suffix}`],
    ["INPUT CONV", 6, `the end, ${suffix}`],
    ["INPUT\n-> CONW", 9, layer],
  ];
  for (const [text, at, expected] of cases) {
    test(JSON.stringify(text), () => {
      assert.throws(() => parsePattern(text), {
        name: "SyntaxError",
        message:
          `The pattern cannot be read at the caret: expected ${expected}.\n` +
          `  ${text.replace("\n", " ")}\n  ${" ".repeat(at)}^`,
      });
    });
  }

  test("no text at all", () => {
    assert.throws(() => parsePattern(undefined as never), {
      name: "TypeError",
      message: /pattern is undefined/,
    });
  });
});

test("what is written down is a pattern read before, not its text", () => {
  assert.throws(() => patternText("INPUT -> FC" as never), {
    name: "TypeError",
    message: /^pattern is "INPUT -> FC": it must be a list as parsePattern\(/,
  });
});
