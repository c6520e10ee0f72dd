import type * as tf from "@tensorflow/tfjs";
import { writeFile } from "node:fs/promises";
import { encode } from "./encode";
import { translate } from "./translate";

/** The model in ONNX's format. */
export async function exportOnnx(model: tf.LayersModel, path?: string): Promise<Uint8Array> {
  const bytes = encode(translate(model), () => undefined);
  if (path !== undefined) await writeFile(path, bytes);
  return bytes;
}
