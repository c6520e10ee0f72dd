import os from "node:os";
import type * as tf from "@tensorflow/tfjs";
import { usable } from "../inspect/usable";
import { wholeNumber } from "../arguments/checks";
import { onlyInput } from "./contract";
import type { Engine, EngineInfo, LoadOptions, Session } from "./engine";
import type { Graph } from "./onnx/graph";
import { calibrationImages } from "./onnx/int8/calibration";
import { quantize } from "./onnx/int8/quantize";
import { warningOfOthers } from "./onnx/int8/unlikeImages";
import { library } from "./onnx/library";
import { Runner } from "./onnx/runner";
import { translate } from "./onnx/translate";
import { OnnxSession } from "./onnxSession";
import { checkPrecision } from "./precision";
import { processor } from "./processor";
import type { Profiled } from "./profile";
import { whatFails } from "./whatFails";

const name = "onnxruntime";
const reason = whatFails(library);

/** ONNX Runtime: the whole network is known before it runs, so its layers are fused and laid out for the processor. */
export const onnxruntime: Engine = {
  name,
  info,
  obstacle: (model) => whatFails(() => translate(model)),
  load,
};

function info(): EngineInfo {
  if (reason !== undefined) {
    const [line] = reason.split("\n", 1);
    return {
      name,
      available: false,
      reason: `onnxruntime-node does not load (${line}): delete node_modules and run "npm run setup"`,
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

/** ONNX Runtime would start any number of threads, which then keep each other, and an interrupt, waiting. */
function possibleThreads(threads: number): number {
  const most = os.availableParallelism();
  if (wholeNumber("threads", threads) <= most) return threads;
  throw new RangeError(
    `threads is ${threads}, but this machine runs ${most} at once: choose a number from 1 to ${most}.`,
  );
}

async function load(model: tf.LayersModel, options: LoadOptions): Promise<Session> {
  checkPrecision(options);
  const { threads, optimize = true, precision, calibration } = options;
  const engine = { ...info(), ...(threads !== undefined && { threads: possibleThreads(threads) }) };
  const input = onlyInput(model);
  const how = { threads: engine.threads as number, optimize };
  if (precision === "int8") {
    const { samples, range } = calibrationImages(calibration, input);
    const graph = await quantize(translate(model), samples, how);
    const runner = await Runner.load(graph, how);
    return new OnnxSession(runner, graph, input, engine, noProfile, warningOfOthers(range));
  }
  const session = async (graph: Graph, profilePrefix?: string): Promise<Session> =>
    new OnnxSession(await Runner.load(graph, { ...how, profilePrefix }), graph, input, engine, profiled);
  const profiled = (): Profiled => {
    usable(model);
    const twin = translate(model);
    return { model, graph: twin, load: (profilePrefix) => session(twin, profilePrefix) };
  };
  return session(translate(model));
}

function noProfile(): never {
  throw new Error(
    'This session has precision "int8": profile times layers in float32, load the model without it.',
  );
}
