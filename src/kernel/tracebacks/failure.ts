import { inspect, types } from "node:util";
import type { Failure } from "../protocol";
import { mostText, shortened } from "../output/wording";
import { codeFrame } from "./code-frame.cjs";
import { type Place, originOf } from "./stack";

/** An error of the kernel's own, which brings its traceback. */
export abstract class KernelError extends Error {
  abstract traceback(): string[];
}

/** Thrown where a cell was when it was interrupted. */
export class Interrupted extends KernelError {
  override name = "KeyboardInterrupt"; // what Jupyter's clients know it by
  constructor() {
    super("the cell was interrupted");
  }
  traceback(): string[] {
    return [`${this.name}: ${this.message}`];
  }
}

/** Characters of a message that are told: it may hold a whole document. */
const mostMessage = 10_000;

/** What Jupyter is told about `thrown`, which may be anything. */
export function failureOf(thrown: unknown): Failure {
  const { ename, evalue, traceback } = toldOf(thrown);
  return {
    ename,
    evalue: shortened(evalue, mostMessage),
    traceback: shortened(traceback.join("\n"), mostText).split("\n"),
  };
}

function toldOf(thrown: unknown): Failure {
  try {
    return tellOf(thrown);
  } catch (failed) {
    const evalue = `it cannot be shown: ${types.isNativeError(failed) ? failed.message : inspect(failed)}`;
    return { ename: "Uncaught", evalue, traceback: [`Uncaught ${typeof thrown}; ${evalue}`] };
  }
}

/** @throws whatever a getter or a method of `thrown` throws */
function tellOf(thrown: unknown): Failure {
  if (thrown instanceof KernelError) {
    return { ename: thrown.name, evalue: thrown.message, traceback: thrown.traceback() };
  }
  if (!types.isNativeError(thrown)) {
    const evalue = inspect(thrown);
    return { ename: "Uncaught", evalue, traceback: [`Uncaught ${evalue}`] };
  }
  const { name, message }: { name: unknown; message: unknown } = thrown; // what it says of their types need not be so
  const { cell, module } = originOf(thrown);
  return {
    ename: String(name),
    evalue: String(message),
    traceback: [
      ...inspect(thrown).split("\n"),
      ...(cell ? frameOf(cell) : []),
      ...(module ? [headingOf(module), ...frameOf(module)] : []),
    ],
  };
}

function frameOf({ script, position }: Place): string[] {
  return codeFrame(script.source, position);
}

/** A student who knows no file but the notebook is told whose line it is. */
function headingOf({ script, position: { line, column } }: Place): string {
  return `${script.label}:${line + 1}:${column + 1}`;
}
