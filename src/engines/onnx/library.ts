import { createRequire } from "node:module";
import type * as ort from "onnxruntime-common";

/** ONNX Runtime for Node. @throws Error if the package is not installed or its library does not load here */
export function library(): typeof ort {
  return createRequire(__filename)("onnxruntime-node") as typeof ort;
}
