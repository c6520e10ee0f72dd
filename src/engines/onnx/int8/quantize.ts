import type * as ort from "onnxruntime-common";
import { foldBatchNormNodes } from "../foldBatchNormNodes";
import type { Graph } from "../graph";
import type { RunnerOptions } from "../runner";
import { calibrate } from "./calibrate";
import { quantizeWeights, withConstantsRead } from "./constants";
import { plan, weightedNodes } from "./plan";
import { rewrite } from "./rewrite";

/**
 * Static quantization: the graph computed with integers of 8 bits where the engine can, in float32 elsewhere, batch norms
 * folded into the layers before them. The scheme is that of ONNX Runtime's `quantize_static` in Python (Jacob et al.
 * 2018, arXiv:1712.05877; Wu et al. 2020, arXiv:2004.09602): weights in int8 with a scale a channel, activations in uint8
 * with a scale and a zero point a tensor from their range over the images, biases in int32.
 *
 * Sums of products are kept in 32 bits. Processors with VNNI or the like add four products at a time without overflow;
 * on x86 processors before them two neighbouring products may exceed 16 bits, and ONNX Runtime's kernels for those cut
 * them off.
 *
 * The graph's constants are read before this returns; those of the new graph are in memory, so the model is needed no
 * more.
 *
 * @param samples typical inputs: what the graph takes, input by input, for each of its runs
 */
export async function quantize(
  graph: Graph,
  samples: Iterable<readonly ort.Tensor[]>,
  options: RunnerOptions,
): Promise<Graph> {
  const folded = foldBatchNormNodes(graph);
  const planned = plan(folded);
  const weighted = weightedNodes(planned.integer);
  const constants = new Map(folded.initializers.map((initializer) => [initializer.name, initializer]));
  const weights = quantizeWeights(weighted, constants);
  const read = withConstantsRead(folded, weighted);
  const scaled = [...new Set(planned.scaledAs.values())];
  if (scaled.length === 0) return read;
  // The given graph has the same tensors, and its weights need no scaling here.
  return rewrite(read, planned, weights, await calibrate(graph, scaled, samples, options));
}
