import type * as tf from "@tensorflow/tfjs";
import { oneOf, wholeNumber } from "../arguments/checks";
import { checkNames } from "../arguments/optionNames";
import type { Displayable } from "../notebook/display";
import { forwardPass, type LayerCall } from "./calls";
import { reshaping } from "./kinds";
import { liveValues } from "./liveness";
import { shownMemory } from "./memoryTable";
import {
  type Fit,
  inferenceMemory,
  type InferenceMemory,
  type Optimizer,
  optimizers,
  trainingMemory,
  type TrainingMemory,
  whatFits,
} from "./memoryUse";
import { BYTES_PER_VALUE, sum } from "./numbers";
import { firstOwner, parameters } from "./parameters";
import { fromList, sizeOf, type KnownShape } from "./shapes";
import { usable } from "./usable";

export interface MemoryOptions {
  /** Images at once; 1 by default. */
  batch?: number;
  /** What trains the network; "adam" by default. Plain "sgd" keeps nothing, "momentum" a velocity, "adam" two moments. */
  optimizer?: Optimizer;
}

/** One call of one layer. */
export interface MemoryRow {
  name: string;
  kind: string;
  /** The batch first. A list where the layer has several outputs. */
  outputShape: KnownShape | KnownShape[];
  /** That the call puts out, for the whole batch; 0 where the values stay where they are (flatten). */
  values: number;
  /** 4 for each value. */
  activationBytes: number;
  /** Parameters that are no biases; 0 where an earlier row has the same. */
  weights: number;
  biases: number;
  /** What is held at inference while the call runs: its inputs and outputs, and what later calls still need. */
  liveBytes: number;
}

export interface Memory {
  name: string;
  batch: number;
  optimizer: Optimizer;
  rows: MemoryRow[];
  totals: { values: number; activationBytes: number; weights: number; biases: number };
  inference: InferenceMemory;
  training: TrainingMemory;
  largestBatches: Fit[];
}

/**
 * The memory that a network takes, layer call by layer call, and in all for inference and for training.
 *
 * - Inference holds the parameters, the images, and at each moment only the activations that are still needed: their
 *   peak, not their sum. Each layer writes into a new tensor, but for flatten, reshape and dropout, which hand theirs on.
 * - Training holds the parameters, their gradients, the optimizer's state, and all activations with their gradients at
 *   once: an upper bound, since an engine frees gradients as it goes.
 * - What kernels need while they run (unrolled windows, packed weights) is not in: it differs from engine to engine.
 *
 * @throws RangeError when `batch` is not a whole number of at least 1, `optimizer` is another than the three, or a size
 *   besides the batch is open (null); TypeError when an option is unknown
 * @throws Error when the model is disposed or has no layers
 */
export function memory(model: tf.LayersModel, options: MemoryOptions = {}): Memory & Displayable {
  usable(model);
  checkNames("memory", options, ["batch", "optimizer"]);
  const { batch = 1, optimizer = "adam" } = options;
  wholeNumber("batch", batch);
  oneOf("optimizer", optimizer, optimizers);
  const pass = forwardPass(model, 1);
  const live = liveValues(pass);
  const own = firstOwner();
  const rows = pass.calls.map((call, i) =>
    memoryRow(call, batch, own(call.layer.weights), live[i] as number),
  );
  const totals = {
    values: sum(rows, ({ values }) => values),
    activationBytes: sum(rows, ({ activationBytes }) => activationBytes),
    weights: sum(rows, ({ weights }) => weights),
    biases: sum(rows, ({ biases }) => biases),
  };

  const image = BYTES_PER_VALUE * sum(pass.inputs, sizeOf);
  const needs = {
    parameters: parameters(model.weights).bytes,
    trainable: parameters(model.trainableWeights).bytes,
    image,
    activations: totals.activationBytes / batch - image,
    peak: BYTES_PER_VALUE * Math.max(...live),
  };
  return shownMemory({
    name: model.name,
    batch,
    optimizer,
    rows,
    totals,
    inference: inferenceMemory(needs, batch),
    training: trainingMemory(needs, optimizer, batch),
    largestBatches: whatFits(needs, optimizer),
  });
}

function memoryRow(
  { name, layer, outputs }: LayerCall,
  batch: number,
  weights: tf.LayerVariable[],
  live: number,
): MemoryRow {
  const kind = layer.getClassName();
  const values = reshaping.has(kind) ? 0 : batch * sum(outputs, sizeOf);
  const biases = parameters(weights.filter(({ originalName }) => originalName.endsWith("/bias"))).params;
  return {
    name,
    kind,
    outputShape: fromList(outputs.map(([, ...sizes]) => [batch, ...sizes])),
    values,
    activationBytes: BYTES_PER_VALUE * values,
    weights: parameters(weights).params - biases,
    biases,
    liveBytes: BYTES_PER_VALUE * batch * live,
  };
}
