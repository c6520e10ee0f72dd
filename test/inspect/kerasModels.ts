import * as tf from "@tensorflow/tfjs";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** What test/fixtures/keras/generate.py wrote about a network. */
export interface Description {
  topology: {
    config: { layers: { name: string; inbound_nodes: [layer: string, node: number, tensor: number][][] }[] };
  };
  keras: { total: number; trainable: number; nonTrainable: number };
  layers: { name: string; outputShape: number[]; params: number; macs: number }[];
}

const folder = join(__dirname, "../fixtures/keras");

export function descriptions(): [string, Description][] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json.gz"));
  return files.map((file) => [
    file.replace(".json.gz", ""),
    JSON.parse(gunzipSync(readFileSync(join(folder, file))).toString()) as Description,
  ]);
}

/** Builds Keras's model in TF.js with zeros for weights: random numbers would take seconds and no count needs them. */
export function build(topology: object): Promise<tf.LayersModel> {
  const readable: unknown = JSON.parse(JSON.stringify(topology), (key, value: unknown) => {
    if (key.endsWith("_initializer")) return { class_name: "Zeros", config: {} };
    return isLayer(value) ? readableLayer(value) : value;
  });
  return tf.models.modelFromJSON(readable as tf.io.ModelJSON);
}

interface KerasLayer {
  class_name: string;
  config: Record<string, unknown>;
}

function isLayer(value: unknown): value is KerasLayer {
  return typeof value === "object" && value !== null && "class_name" in value && "config" in value;
}

/** Two things that Keras 2 writes and TF.js 4.22 cannot read. */
function readableLayer({ class_name, config, ...rest }: KerasLayer): KerasLayer {
  if (class_name === "SeparableConv2D") {
    // Keras writes the unused fields of Conv2D too; TF.js refuses them.
    config = Object.fromEntries(Object.entries(config).filter(([key]) => !/^kernel_(?!size)/.test(key)));
  }
  if (class_name === "GlobalAveragePooling2D" && config["keepdims"] === true) {
    // TF.js ignores keepdims. A window as large as the map does the same (MobileNet's is 7 x 7).
    return { ...rest, class_name: "AveragePooling2D", config: { name: config["name"], pool_size: [7, 7] } };
  }
  return { ...rest, class_name, config };
}

/** Keras's layer of this name, which TF.js lacks: mean and variance of the data and how many there were, all fixed. */
class Normalization extends tf.layers.Layer {
  static className = "Normalization";
  override build(inputShape: tf.Shape): void {
    const channels = [inputShape.at(-1) ?? null];
    for (const [name, shape] of [
      ["mean", channels],
      ["variance", channels],
      ["count", []],
    ] as const) {
      this.addWeight(name, [...shape], "float32", tf.initializers.zeros(), undefined, false);
    }
    this.built = true;
  }
}
tf.serialization.registerClass(Normalization);
