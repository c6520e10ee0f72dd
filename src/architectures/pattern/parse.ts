import { createRequire } from "node:module";
import type * as Ohm from "ohm-js";
import { layerNames, letters, type Pattern, withCaret } from "./pattern";

/** In Ohm's notation; what stands in parentheses after a rule's name is how an error calls it. */
const notation = `Pattern {
  Sequence = NonemptyListOf<Item, arrow>
  Item = Item "*" times    -- repeat
       | Item "?"          -- optional
       | "[" Sequence "]"  -- group
       | layer             -- layer
  arrow (an arrow "->") = "->" | "→"
  times (a number, N, M, K) = digit+ ~alnum      -- number
                              | ${anyOf(letters)}  -- letter
  layer (${layerNames.join(", ")}) = ${anyOf(layerNames)}
}`;

function anyOf(words: readonly string[]): string {
  return `(${words.map((word) => `caseInsensitive<"${word}">`).join(" | ")}) ~alnum`;
}

/** As many as the rule has. */
type Parts = [Ohm.Node, Ohm.Node, Ohm.Node];

/** Ohm's rule → what its parts say, as data. */
const rules: Record<string, (...parts: Parts) => unknown> = {
  NonemptyListOf: (first, _arrows, rest) => [data(first), ...rest.children.map(data)],
  Item_repeat: (item, _star, times) => ({ repeat: data(item), times: data(times) }),
  Item_optional: (item) => ({ optional: data(item) }),
  Item_group: (_open, sequence) => ({ group: data(sequence) }),
  layer: (name) => ({ layer: name.sourceString.toUpperCase() }),
  times_number: (digits) => Number(digits.sourceString),
  times_letter: (letter) => letter.sourceString.toUpperCase(),
};

let reader: ((text: string) => Pattern) | undefined;

/**
 * Reads a layer pattern in the course's notation, such as
 * `INPUT -> [[CONV -> RELU]*N -> POOL?]*M -> [FC -> RELU]*K -> FC`: brackets group, `*` repeats, `?` marks what may be
 * left out. Capitals and blanks are free, and → is an arrow too.
 *
 * @returns plain data, which `patternText` writes down again
 * @throws TypeError if the pattern is not a text, SyntaxError (with a caret under the spot) if it cannot be read
 */
export function parsePattern(text: string): Pattern {
  const given: unknown = text; // a cell may hand in anything
  if (typeof given !== "string") {
    throw new TypeError(
      `pattern is ${JSON.stringify(given)}: it must be a text such as "INPUT -> CONV -> RELU -> POOL -> FC".`,
    );
  }
  return (reader ??= makeReader())(text);
}

function makeReader(): (text: string) => Pattern {
  const ohm = createRequire(__filename)("ohm-js") as typeof Ohm; // only patterns need it
  const grammar = ohm.grammar(notation);
  const semantics = grammar.createSemantics().addOperation<unknown>("data", {
    _nonterminal(...parts) {
      const rule = rules[this.ctorName] ?? data; // a rule with a single part hands it on
      return rule(...(parts as Parts));
    },
  });
  return (text) => {
    const match = grammar.match(text);
    if (match.succeeded()) return data(semantics(match) as Ohm.Node) as Pattern;
    const at = (match as Ohm.FailedMatchResult).getRightmostFailurePosition();
    // Ohm lists all that it expects only where a blank stands before the spot.
    const again = grammar.match(`${text.slice(0, at)} ${text.slice(at)}`) as Ohm.FailedMatchResult;
    const expected = again.getExpectedText().replace("end of input", "the end");
    throw new SyntaxError(
      withCaret(`The pattern cannot be read at the caret: expected ${expected}.`, text, at),
    );
  };
}

function data(node: Ohm.Node): unknown {
  return (node["data"] as () => unknown)();
}
