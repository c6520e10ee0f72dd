import type * as ort from "onnxruntime-common";
import type { Graph } from "../graph";
import type { RunnerOptions } from "../runner";
import { calibrate } from "./calibrate";
import { plan } from "./plan";
import { rewrite } from "./rewrite";

/**
 * Static quantization: the graph computed with integers of 8 bits where the engine can, in float32 elsewhere. The scheme
 * is that of ONNX Runtime's `quantize_static` in Python (Jacob et al. 2018, arXiv:1712.05877; Wu et al. 2020,
 * arXiv:2004.09602): weights in int8 with a scale a channel, activations in uint8 with a scale and a zero point a tensor
 * from their range over the images, biases in int32.
 *
 * Sums of products are kept in 32 bits. Processors with VNNI or the like add four products at a time without overflow;
 * on x86 processors before them two neighbouring products may exceed 16 bits, and ONNX Runtime's kernels for those cut
 * them off.
 *
 * @param samples typical inputs: what the graph takes, input by input, for each of its runs
 */
export async function quantize(
  graph: Graph,
  samples: Iterable<readonly ort.Tensor[]>,
  options: RunnerOptions,
): Promise<Graph> {
  const planned = plan(graph);
  const scaled = [...new Set(planned.scaledAs.values())];
  if (scaled.length === 0) return graph;
  return rewrite(graph, planned, await calibrate(graph, scaled, samples, options));
}
