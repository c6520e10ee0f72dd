import { oneOf } from "../arguments/checks";
import type { LoadOptions } from "./engine";

/** @throws RangeError if the options about precision do not go together */
export function checkPrecision({ optimize, precision = "float32", calibration }: LoadOptions): void {
  oneOf("precision", precision, ["float32", "int8"]);
  if (precision === "float32" && calibration !== undefined) {
    throw new RangeError('calibration is given, but precision is "float32": give precision "int8" with it.');
  }
  if (precision === "int8" && optimize === false) {
    throw new RangeError(
      'optimize is false, but precision is "int8": it is the optimizer that chooses kernels for integers.',
    );
  }
}
