import type * as ort from "onnxruntime-common";
import { encode } from "./encode";
import type { Graph } from "./graph";
import { library } from "./library";

export interface RunnerOptions {
  threads: number;
  optimize: boolean;
}

/** A graph loaded into ONNX Runtime: tensors in, tensors out, in the order that the graph names them. */
export class Runner {
  private constructor(private readonly session: ort.InferenceSession) {}

  /** The graph's constants are read before this returns. */
  static load(graph: Graph, { threads, optimize }: RunnerOptions): Promise<Runner> {
    const bytes = encode(graph, () => undefined);
    return library()
      .InferenceSession.create(bytes, {
        intraOpNumThreads: threads,
        graphOptimizationLevel: optimize ? "all" : "disabled",
      })
      .then((session) => new Runner(session));
  }

  async run(inputs: readonly ort.Tensor[]): Promise<ort.Tensor[]> {
    const { inputNames, outputNames } = this.session;
    const feeds = Object.fromEntries(inputNames.map((name, i) => [name, inputs[i] as ort.Tensor]));
    const outputs = await this.session.run(feeds);
    return outputNames.map((name) => outputs[name] as ort.Tensor);
  }

  dispose(): Promise<void> {
    return this.session.release();
  }
}
