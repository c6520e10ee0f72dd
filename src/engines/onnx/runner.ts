import path from "node:path";
import type * as ort from "onnxruntime-common";
import { encode } from "./encode";
import { ExternalData } from "./externalData";
import type { Graph } from "./graph";
import { library, whenLoaded } from "./library";
import { withScratchFile } from "./scratchFile";

export interface RunnerOptions {
  threads: number;
  optimize: boolean;
  /** Turns the profiler on: how the path of its file begins, which is written when the runner is disposed. */
  profilePrefix?: string;
}

/** A graph loaded into ONNX Runtime: tensors in, tensors out, in the order that the graph names them. */
export class Runner {
  private constructor(
    private readonly session: ort.InferenceSession,
    private readonly profiles: boolean,
  ) {}

  /** The graph's constants are read before this returns. */
  static async load(graph: Graph, { threads, optimize, profilePrefix }: RunnerOptions): Promise<Runner> {
    const session = await createSession(graph, {
      intraOpNumThreads: threads,
      graphOptimizationLevel: optimize ? "all" : "disabled",
      ...(profilePrefix !== undefined && { enableProfiling: true, profileFilePrefix: profilePrefix }),
    });
    return new Runner(session, profilePrefix !== undefined);
  }

  async run(inputs: readonly ort.Tensor[]): Promise<ort.Tensor[]> {
    const { inputNames, outputNames } = this.session;
    const feeds = Object.fromEntries(inputNames.map((name, i) => [name, inputs[i] as ort.Tensor]));
    const outputs = await this.session.run(feeds);
    return outputNames.map((name) => outputs[name] as ort.Tensor);
  }

  dispose(): Promise<void> {
    if (this.profiles) this.session.endProfiling();
    return this.session.release();
  }
}

/** Threads that wait for their next work at full speed would take the cores from the session whose turn is next. */
const atRest = { force_spinning_stop: "1" };

/** Fewer bytes are not worth a file. More are: ONNX Runtime maps a file, but copies a message several times. */
const WORTH_A_FILE = 2 ** 23;

function createSession(
  graph: Graph,
  options: ort.InferenceSession.SessionOptions,
): Promise<ort.InferenceSession> {
  const { InferenceSession } = library();
  const data = new ExternalData(graph.initializers);
  if (data.bytes < WORTH_A_FILE) {
    return InferenceSession.create(encode(graph), { ...options, extra: { session: atRest } });
  }
  return withScratchFile(
    data.bytes,
    (file) => data.writeTo(file),
    (file, remove) => {
      const model = encode(graph, (initializer) => data.locate(initializer, path.basename(file)));
      const session = { ...atRest, model_external_initializers_file_folder_path: path.dirname(file) };
      const opened = { ...options, extra: { session }, [whenLoaded]: remove };
      return InferenceSession.create(model, opened);
    },
  );
}
