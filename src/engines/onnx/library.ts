import { createRequire } from "node:module";
import type * as ort from "onnxruntime-common";

/** ONNX Runtime for Node. @throws Error if the package is not installed or its library does not load here */
export function library(): typeof ort {
  // Unasked, it notes events in the home folder for its makers, and leaves a file in the temporary folder each time.
  process.env["ORT_DISABLE_TELEMETRY"] ??= "1";
  return createRequire(__filename)("onnxruntime-node") as typeof ort;
}
