import { closeSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";

/** Where a weight lies in the file: float32 values in TensorFlow's order of axes. */
interface Entry {
  layer: string;
  /** "kernel", "bias", "gamma" … */
  kind: string;
  shape: number[];
  /** Bytes from the file's start */
  offset: number;
}

const indexFile = (folder: string) => join(folder, "weights.json");
const valuesFile = (folder: string) => join(folder, "weights.bin");

const kindOf = (weight: tf.LayerVariable) => weight.originalName.split("/").at(-1) as string;

/** Writes all weights of a model into a folder, one after the other. */
export function writeWeights(folder: string, model: tf.LayersModel): void {
  const entries: Entry[] = [];
  const file = openSync(valuesFile(folder), "w");
  let offset = 0;
  for (const layer of model.layers) {
    for (const weight of layer.weights) {
      const values = weight.read().dataSync<"float32">();
      entries.push({ layer: layer.name, kind: kindOf(weight), shape: weight.shape as number[], offset });
      writeAll(file, values);
      offset += values.byteLength;
    }
  }
  closeSync(file);
  writeFileSync(indexFile(folder), JSON.stringify(entries));
}

/** One call writes at most 2 GiB. */
function writeAll(file: number, values: Float32Array): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
}

/** Gives a model the weights in a folder, by name. */
export function readWeights(folder: string, model: tf.LayersModel): void {
  const entries = JSON.parse(readFileSync(indexFile(folder), "utf8")) as Entry[];
  const places = new Map(entries.map((entry) => [`${entry.layer}/${entry.kind}`, entry]));
  const file = openSync(valuesFile(folder), "r");
  for (const layer of model.layers) {
    for (const weight of layer.weights) {
      const place = places.get(`${layer.name}/${kindOf(weight)}`);
      if (!place) throw new Error(`${folder} has no ${kindOf(weight)} of ${layer.name}.`);
      const values = new Float32Array(tf.util.sizeFromShape(place.shape));
      readSync(file, new Uint8Array(values.buffer), { position: place.offset });
      const tensor = tf.tensor(values, place.shape);
      weight.write(tensor);
      tensor.dispose();
    }
  }
  closeSync(file);
}
