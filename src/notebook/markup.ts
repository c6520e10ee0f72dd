import { type Displayable, displayable } from "./display";

/**
 * Shows a text with Markdown's marks, formulas between dollar signs included: markdown`**${n}** parameters`. Backslashes
 * stay as they are; a backtick is written with one before it. Indentation that all lines share is taken away.
 *
 * @returns the text; a terminal shows it as it is
 * @throws TypeError if it is called as a function: for a text in a variable write markdown`${text}`
 */
export function markdown(
  parts: TemplateStringsArray,
  ...values: unknown[]
): { markdown: string } & Displayable {
  const text = written("markdown", parts, values);
  return displayable({ markdown: text }, { text: () => text, bundle: () => ({ "text/markdown": text }) });
}

/**
 * Shows a formula in LaTeX, on a line of its own: latex`\frac{n + 2p - k}{s} + 1`. Backslashes stay as they are.
 *
 * @returns the formula; a terminal shows it as it is
 * @throws TypeError if it is called as a function: for a formula in a variable write latex`${formula}`
 */
export function latex(parts: TemplateStringsArray, ...values: unknown[]): { latex: string } & Displayable {
  const text = written("latex", parts, values);
  return displayable({ latex: text }, { text: () => text, bundle: () => ({ "text/latex": `$$${text}$$` }) });
}

/** Stands for a value; it is in no text that a person writes. */
const hole = "\0";

/** The template as it is written, but for the backslashes that a template cannot do without, and for its indentation. */
function written(tag: string, parts: TemplateStringsArray, values: unknown[]): string {
  const given: unknown = parts; // a cell may hand in anything
  if (!Array.isArray(given) || !("raw" in given)) {
    throw new TypeError(
      `${tag}: called with ${typeof given}, but it is a tag: write ${tag}\`\${text}\`, without parentheses.`,
    );
  }
  const text = parts.raw.join(hole).replace(/\\(?=`|\$\{)/g, "");
  return String.raw({ raw: withoutIndentation(text).trim().split(hole) }, ...values);
}

function withoutIndentation(text: string): string {
  const indents = Array.from(text.matchAll(/\n([ \t]*)(?=\S)/g), ([, indent]) => (indent as string).length);
  return indents.length === 0
    ? text
    : text.replace(new RegExp(`\n[ \t]{${Math.min(...indents)}}`, "g"), "\n");
}
