import { Draft, types } from "./draft";
import { print } from "./expressions";
import type { Outcome } from "./oracle";
import { last, statement } from "./statements";

/** A cell, and what its types tell about its fate. */
export interface DrawnCell {
  code: string;
  /** What TypeScript says of it: it does not run. */
  refused?: RegExp;
}

/**
 * Cells drawn from one seed, without end: what one declares, later ones use, change and declare again. Whether a cell that
 * throws has come to declare a name is not known from its text, so each outcome is to be told before the next cell.
 */
export function* drawCells(seed: number): Generator<DrawnCell, never, Outcome> {
  const draft = new Draft(seed);
  yield { code: "interface Point { x: number; y: number }" };
  for (;;) {
    draft.begin();
    draft.learn(yield draft.random.pick(kinds)(draft));
  }
}

const kinds = [...Array.from({ length: 7 }, () => ordinary), probe, annotation, annotation, refused];

function ordinary(draft: Draft): DrawnCell {
  const { random } = draft;
  const count = random.whole(1, 5);
  const throwsAt = random.chance(0.12) ? random.whole(0, count) : undefined;
  for (let i = 0; i < count; i++) {
    if (i === throwsAt)
      draft.add(`if (Math.abs(1) === 1) throw new ${random.pick(["Error", "TypeError"])}("half");`);
    draft.add(statement(draft));
  }
  draft.add(last(draft));
  return { code: draft.text() };
}

/** All variables. */
function probe(draft: Draft): DrawnCell {
  return {
    code: `[${draft
      .earlier("variables")
      .flatMap(([name]) => [`typeof ${name}`, name])
      .join(", ")}]`,
  };
}

/** The right type compiles, another does not. */
function annotation(draft: Draft): DrawnCell {
  const variables = draft.earlier("variables");
  if (variables.length === 0) return ordinary(draft);
  const [name, { type }] = draft.random.pick(variables);
  const claimed = draft.random.pick(types);
  const code = `{ const annotated: ${claimed} = ${name}; console.log(annotated); }`;
  return type === claimed || type === "any" ? { code } : { code, refused: /TS2322|TS2739|TS2740/ };
}

/** What does not compile has no effect, whatever it would have declared. */
function refused(draft: Draft): DrawnCell {
  const start = print(draft);
  return draft.random.pick([
    { code: `${start}\nconst a b = 1;`, refused: /TS1005/ },
    { code: `${start}\nneverDeclared;`, refused: /TS2304/ },
    { code: `const a: number = "text"; let b = 1; ${start}`, refused: /TS2322/ },
    { code: 'function r0(q) { return q; } const a = "lost";', refused: /TS7006/ },
    { code: "class K { lost = 1; } new K().missing;", refused: /TS2339/ },
    { code: "let a = 1; let a = 2;", refused: /TS2451/ },
  ]);
}
