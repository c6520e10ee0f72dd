import type * as ort from "onnxruntime-common";
import type { Graph, Node, TensorInfo } from "../graph";
import { Runner, type RunnerOptions } from "../runner";
import type { Range } from "./scales";

/**
 * The least and the greatest value that each of a graph's tensors takes over typical inputs. The engine itself looks for
 * them, so that only two numbers a tensor leave it.
 *
 * @param tensors names of float32 tensors
 * @param samples what the graph takes, input by input, for each of its runs
 * @throws Error if a tensor takes values that are not finite
 */
export async function calibrate(
  graph: Graph,
  tensors: readonly string[],
  samples: Iterable<readonly ort.Tensor[]>,
  options: RunnerOptions,
): Promise<Map<string, Range>> {
  const runner = await Runner.load(withRanges(graph, tensors), options);
  try {
    const ranges = new Map(tensors.map((name) => [name, { min: Infinity, max: -Infinity }]));
    for (const sample of samples) {
      const found = (await runner.run(sample)).map(({ data }) => Number(data[0]));
      for (const [i, range] of [...ranges.values()].entries()) {
        range.min = Math.min(range.min, found[2 * i] as number);
        range.max = Math.max(range.max, found[2 * i + 1] as number);
      }
    }
    for (const [name, { min, max }] of ranges) {
      if (Number.isFinite(max - min)) continue;
      throw new Error(
        `The network's tensor "${name}" goes from ${min} to ${max} over the calibration images, which no scale spans: ` +
          "look for weights that are huge or no numbers.",
      );
    }
    return ranges;
  } finally {
    await runner.dispose();
  }
}

/** The graph whose outputs are each tensor's least and greatest value instead of its own. */
function withRanges(graph: Graph, tensors: readonly string[]): Graph {
  const nodes: Node[] = tensors.flatMap((name) =>
    ["ReduceMin", "ReduceMax"].map((op) => ({
      op,
      name: `${name}/${op}`,
      inputs: [name],
      outputs: [`${name}/${op}`],
      attributes: { keepdims: 0 },
    })),
  );
  const outputs: TensorInfo[] = nodes.map(({ name }) => ({ name, type: "float32", shape: [] }));
  return { ...graph, nodes: [...graph.nodes, ...nodes], outputs };
}
