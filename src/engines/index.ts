import * as tf from "@tensorflow/tfjs";
import { usable } from "../inspect/usable";
import { checkNames } from "../arguments/optionNames";
import { type Displayable, displayableTable } from "../notebook/display";
import { renderTable, type Column } from "../notebook/table";
import { cpu } from "./cpu";
import { endAtOperations } from "./interrupts";
import type { Engine, EngineInfo, EngineName, LoadOptions, Session } from "./engine";
import { onnxruntime } from "./onnxruntime";
import { tensorflow } from "./tensorflow";
import { showSession } from "./sessionView";
import { wasm } from "./wasm";

export type { EngineInfo, EngineName, LoadOptions, Precision, Session } from "./engine";

/** Those that are backends of TF.js too. Fastest first. */
const backends: readonly Engine[] = [tensorflow, wasm, cpu];
const all: readonly Engine[] = [onnxruntime, ...backends];

/** The names of `load`'s options. */
export const loadOptions = ["engine", "threads", "optimize", "precision", "calibration"] as const;

// Whoever imports this module computes on the fastest backend from the first operation on, without an `await`.
void tf.setBackend(backends.find(isAvailable)?.name ?? cpu.name);
endAtOperations();

/** What can run a model here, fastest first. Shows itself as a table. */
export function engines(): EngineInfo[] & Displayable {
  const list = all.map((engine) => engine.info());
  const table = () => renderTable(list, columns);
  return displayableTable(list, table);
}

const columns: Column<EngineInfo>[] = [
  { title: "Engine", value: ({ name }) => name },
  { title: "Available", value: ({ available, reason }) => (available ? "yes" : `no: ${reason}`) },
  { title: "Version", value: ({ version }) => version },
  { title: "Device", value: ({ device }) => device },
  { title: "Threads", value: ({ threads }) => threads },
];

/**
 * Loads a model, as it is now, into an engine. The session shows itself on a line: network, engine, threads, precision.
 *
 * @param options.engine by default the fastest available that has all of the model's layers; the session says which
 * @param options.threads how many the engine computes with; by default all cores, where it can use them
 * @param options.optimize `false` keeps ONNX Runtime from fusing layers; for `"onnxruntime"` only
 * @param options.precision `"int8"` computes with integers of 8 bits; for `"onnxruntime"` only
 * @param options.calibration for `"int8"`: a tensor of typical images, which tell the range of each layer's values
 * @throws RangeError if the engine is unknown, cannot use that many threads, takes no `optimize` or `precision`, or if
 *   calibration images are not what the model takes, or the model has several inputs or outputs
 * @throws TypeError if calibration images are missing or no tensor, if `model` is no tf.LayersModel, or an option is unknown
 * @throws Error if the engine is not available, with the way to get it, or has no translation for a layer, or if the
 *   model is disposed
 */
export async function load(
  model: tf.LayersModel,
  options: { engine?: EngineName } & LoadOptions = {},
): Promise<Session & Displayable> {
  usable(model);
  checkNames("load", options, loadOptions);
  const { engine: name, ...how } = options;
  const session = await (name === undefined
    ? loadInFastest(model, how)
    : requireEngine(name).load(model, how));
  return showSession(session, model.name, how.precision);
}

/** The engine of that name. @throws as `load` does */
export function requireEngine(name: EngineName): Engine {
  const engine = all.find((candidate) => candidate.name === name);
  if (!engine) {
    const names = all.map((candidate) => `"${candidate.name}"`).join(", ");
    throw new RangeError(`engine is "${name}": choose one of ${names}.`);
  }
  const { available, reason } = engine.info();
  if (!available) throw new Error(`The engine "${name}" is not available: ${reason}.`);
  return engine;
}

/** Into the fastest that has all layers; what only one engine can do is for that one, which says what it lacks. */
async function loadInFastest(model: tf.LayersModel, options: LoadOptions): Promise<Session> {
  if (options.optimize !== undefined || options.precision === "int8")
    return requireEngine(onnxruntime.name).load(model, options);
  const candidates = all.filter(isAvailable).map((engine) => ({ engine, obstacle: engine.obstacle(model) }));
  const chosen = candidates.findIndex(({ obstacle }) => obstacle === undefined);
  const { engine } = candidates[chosen] as { engine: Engine }; // `cpu` runs any
  const reasons = candidates
    .slice(0, chosen)
    .map(
      ({ engine: { name }, obstacle }) =>
        `It was chosen because "${name}" cannot run this model: ${obstacle}`,
    );
  return explaining(reasons, () => engine.load(model, options));
}

/** Says behind an error why it comes from an engine that nobody asked for. */
async function explaining<T>(reasons: readonly string[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error) error.message = [error.message, ...reasons].join(" ");
    throw error;
  }
}

function isAvailable(engine: Engine): boolean {
  return engine.info().available;
}
