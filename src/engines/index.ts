import * as tf from "@tensorflow/tfjs";
import { type Displayable, displayableTable } from "../notebook/display";
import { renderTable, type Column } from "../notebook/table";
import { cpu } from "./cpu";
import type { Engine, EngineInfo, EngineName, Session } from "./engine";
import { tensorflow } from "./tensorflow";
import { wasm } from "./wasm";

export type { EngineInfo, EngineName, Session } from "./engine";

/** Fastest first. */
const all: readonly Engine[] = [tensorflow, wasm, cpu];

// Whoever imports this module computes on the fastest backend from the first operation on, without an `await`.
void tf.setBackend(fastest().name);

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
 * Loads a model, as it is now, into an engine.
 *
 * @param options.engine by default the fastest available
 * @param options.threads how many the engine computes with; by default all cores, where it can use them
 * @throws RangeError if the engine is unknown or cannot use that many threads
 * @throws Error if the engine is not available, with the way to get it, or if the model is disposed
 */
export async function load(
  model: tf.LayersModel,
  { engine, threads }: { engine?: EngineName; threads?: number } = {},
): Promise<Session> {
  return requireEngine(engine).load(model, threads);
}

/** The engine of that name, or the fastest. @throws as `load` does */
export function requireEngine(name?: EngineName): Engine {
  if (name === undefined) return fastest();
  const engine = all.find((candidate) => candidate.name === name);
  if (!engine) {
    const names = all.map((candidate) => `"${candidate.name}"`).join(", ");
    throw new RangeError(`engine is "${name}": choose one of ${names}.`);
  }
  const { available, reason } = engine.info();
  if (!available) throw new Error(`The engine "${name}" is not available: ${reason}.`);
  return engine;
}

function fastest(): Engine {
  return all.find((engine) => engine.info().available) ?? cpu;
}
