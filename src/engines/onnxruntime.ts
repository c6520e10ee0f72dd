import os from "node:os";
import type * as tf from "@tensorflow/tfjs";
import { usable } from "../inspect/usable";
import { wholeNumber } from "../layers/checks";
import { onlyInput } from "./contract";
import type { Engine, EngineInfo, LoadOptions, Session } from "./engine";
import type { Graph } from "./onnx/graph";
import { library } from "./onnx/library";
import { Runner } from "./onnx/runner";
import { translate } from "./onnx/translate";
import { OnnxSession } from "./onnxSession";
import { processor } from "./processor";
import { whatFails } from "./whatFails";

const name = "onnxruntime";
const reason = whatFails(library);

/** ONNX Runtime: the whole network is known before it runs, so its layers are fused and laid out for the processor. */
export const onnxruntime: Engine = {
  name,
  info,
  knows: (model) => whatFails(() => translate(model)) === undefined,
  load,
};

function info(): EngineInfo {
  if (reason !== undefined) {
    const [line] = reason.split("\n", 1);
    return {
      name,
      available: false,
      reason: `run "npm run setup", which installs onnxruntime-node (${line})`,
    };
  }
  return {
    name,
    available: true,
    version: library().env.versions.node,
    device: processor(),
    threads: os.availableParallelism(),
  };
}

async function load(model: tf.LayersModel, { threads, optimize = true }: LoadOptions): Promise<Session> {
  usable(model);
  const engine = { ...info(), ...(threads !== undefined && { threads: wholeNumber("threads", threads) }) };
  const input = onlyInput(model);
  const graph = () => translate(model);
  const loadGraph = async (graph: Graph, profilePrefix?: string): Promise<Session> => {
    const options = { threads: engine.threads as number, optimize, profilePrefix };
    return new OnnxSession(await Runner.load(graph, options), input, engine, profiled);
  };
  const profiled = () => {
    const twin = graph();
    return { model, graph: twin, load: (profilePrefix: string) => loadGraph(twin, profilePrefix) };
  };
  return loadGraph(graph());
}
