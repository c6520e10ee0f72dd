import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { discard } from "../../src/engines/discard";
import { exportOnnx } from "../../src/engines/onnx/exportOnnx";
import { noise } from "../../src/timing/noise";
import { settle } from "../../test/engines/parity";
import { apart } from "./agreement";
import { atExit } from "./atExit";
import { graphOf } from "./graph";
import { CALIBRATION, IMAGES, OTHERS } from "./protocol";
import { writeWeights } from "./weights";
import { build, type Network } from "./zoo";

/** A network on disk, as all engines read it, with what it answers. */
export interface Prepared {
  network: Network;
  folder: string;
  weightBytes: number;
  /** TF.js's own answer to the images in images.bin: probabilities. */
  answer: Float32Array;
}

const CALIBRATION_IMAGES = 4;

/** How far another image must move the output, or its comparison says nothing. */
const RESPONSE = 1e-2;

/**
 * Builds a network, settles it, so that different images get different answers, and writes down what each engine needs:
 * the graph and the weights by name, the ONNX file of our exporter, the images. `work` has it for as long as it runs.
 */
export async function prepared<T>(network: Network, work: (prepared: Prepared) => Promise<T>): Promise<T> {
  const scratch = join(__dirname, "..", "..", ".cache", "bench");
  mkdirSync(scratch, { recursive: true });
  const folder = mkdtempSync(join(scratch, "network-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const keep = atExit(remove);
  try {
    return await work(await write(network, folder));
  } finally {
    remove();
    keep();
  }
}

async function write(network: Network, folder: string): Promise<Prepared> {
  const model = build(network);
  try {
    const shape = [network.batch, network.side, network.side, 3];
    settleBeforeSoftmax(model, shape);
    const [answer, other] = [IMAGES, OTHERS].map((file, i) => {
      const images = smooth(shape, i + 1);
      writeFileSync(join(folder, file), images.dataSync<"float32">());
      const output = model.predict(images) as tf.Tensor;
      const values = output.dataSync<"float32">();
      tf.dispose([images, output]);
      return values;
    }) as [Float32Array, Float32Array];
    const typical = smooth([CALIBRATION_IMAGES, ...shape.slice(1)], 4);
    writeFileSync(join(folder, CALIBRATION), typical.dataSync<"float32">());
    typical.dispose();
    const moved = apart(answer, other);
    if (!(moved > RESPONSE)) throw new Error(`${model.name}: other images move the output by ${moved} only`);

    writeFileSync(join(folder, "graph.json"), JSON.stringify(graphOf(model)));
    writeWeights(folder, model);
    await exportOnnx(model, join(folder, "model.onnx"));
    return { network, folder, weightBytes: 4 * model.countParams(), answer };
  } finally {
    discard(model);
  }
}

/**
 * Settles a network and leaves its softmax, which is part of what is timed. Batch norm's statistics are those of several images:
 * of two alone, a unit that they hardly move would magnify rounding. The logits are brought to at most 4, where no probability
 * is lost below float32's smallest number.
 */
function settleBeforeSoftmax(model: tf.LayersModel, shape: number[]): void {
  const last = model.outputs[0]?.sourceLayer as tf.layers.Layer & { activation?: unknown };
  const { activation } = last;
  settle(model); // takes the softmax away, and batch norm's momentum
  tf.tidy(() => {
    if (model.layers.some((layer) => layer.getClassName() === "BatchNormalization"))
      model.apply(smooth([8, ...shape.slice(1)], 3), { training: true });
    const logits = tf.concat([1, 2].map((seed) => model.predict(smooth(shape, seed)) as tf.Tensor));
    const factor = tf.div(4, logits.abs().max());
    for (const weight of last.weights) weight.write(weight.read().mul(factor));
  });
  last.activation = activation;
}

/** Coarse noise drawn out: fine noise averages out on its way through a network. Between -2 and 2. */
function smooth([count, height, width, channels]: number[], seed: number): tf.Tensor4D {
  return tf.tidy(() => {
    const coarse = noise([count, 5, 5, channels] as number[], seed) as tf.Tensor4D;
    return tf.image
      .resizeBilinear(coarse, [height as number, width as number])
      .sub(0.5)
      .mul(4);
  });
}
