import { type Displayable, displayable } from "./display";
import { escapeHtml } from "./table";

/** A question whose answer is a number, a string, a boolean or a list of them, such as a shape. */
export interface Exercise<T> {
  expected: T;
  /** How far off a number may be, as a share of the expected one; 0 by default. */
  tolerance?: number;
  /** Wrong answers, or what tells them, and which slip leads to them; the first that fits is named. */
  slips?: readonly { when: T | ((answer: T) => boolean); hint: string }[];
  /** Said when the answer is right: why it is. */
  because?: string;
}

export interface Verdict {
  passed: boolean;
  message: string;
}

/**
 * Checks the answer to an exercise. A missing or wrong answer is "not yet", never an error: a notebook with open
 * exercises runs to its end, and a grader reads `passed`.
 *
 * @param answer the student's; undefined, null or NaN while there is none
 */
export function check<T>(title: string, answer: unknown, exercise: Exercise<T>): Verdict & Displayable {
  const passed = equal(answer, exercise.expected, exercise.tolerance);
  const comment = passed ? exercise.because : hint(answer, exercise);
  const message = `${passed ? "right" : "not yet"}${comment ? `: ${comment}` : "."}`;
  const border = `4px solid ${passed ? "#009E73" : "#E69F00"}`;
  return displayable(
    { passed, message },
    {
      text: () => `${title}: ${message}`,
      html: () =>
        `<p style="border-left: ${border}; padding: 0.3em 0.8em"><b>${escapeHtml(title)}</b>: ${escapeHtml(message)}</p>`,
    },
  );
}

function hint<T>(answer: unknown, { expected, tolerance, slips = [] }: Exercise<T>): string | undefined {
  if (answer === undefined || answer === null || Number.isNaN(answer))
    return "put your prediction into the variable of this cell.";
  if (kind(answer) !== kind(expected)) return `the answer is a ${kind(expected)}; yours: ${kind(answer)}.`;
  return slips.find(({ when }) =>
    when instanceof Function ? when(answer as T) : equal(answer, when, tolerance),
  )?.hint;
}

function kind(value: unknown): string {
  return Array.isArray(value) ? "list" : typeof value;
}

function equal(answer: unknown, expected: unknown, tolerance = 0): boolean {
  if (Array.isArray(answer) && Array.isArray(expected)) {
    return (
      answer.length === expected.length && expected.every((value, i) => equal(answer[i], value, tolerance))
    );
  }
  if (typeof answer !== "number" || typeof expected !== "number") return answer === expected;
  return Math.abs(answer - expected) <= tolerance * Math.abs(expected);
}
