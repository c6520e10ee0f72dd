import type * as tf from "@tensorflow/tfjs";
import { wholeNumber } from "../arguments/checks";
import type { Engine, EngineInfo, EngineName, LoadOptions } from "./engine";
import { TfjsSession } from "./tfjsSession";
import { whatFails } from "./whatFails";

/** What tells one TF.js backend from another. */
export interface TfjsBackend {
  /** Also its name in TF.js. */
  name: EngineName;
  /** Registers the backend so that `tf.setBackend(name)` is synchronous. Throws what stands in the way. */
  register: () => void;
  /** Asked only if `register` went well. */
  describe: () => { version: string; device: string; threads: number };
  /** How to come to another number of threads. */
  otherThreads: (threads: number) => string;
}

/** Registers a TF.js backend, now, and makes an engine of it. */
export function tfjsEngine({ name, register, describe, otherThreads }: TfjsBackend): Engine {
  const reason = whatFails(register);
  const info = (): EngineInfo =>
    reason === undefined ? { name, available: true, ...describe() } : { name, available: false, reason };

  return {
    name,
    info,
    obstacle: () => undefined,
    load: (model: tf.LayersModel, { threads, optimize, precision }: LoadOptions) =>
      new Promise((resolve) => {
        const engine = info();
        if (threads !== undefined && wholeNumber("threads", threads) !== engine.threads) {
          throw new RangeError(
            `threads is ${threads}, but the engine "${name}" runs with ${engine.threads}: ${otherThreads(threads)}.`,
          );
        }
        if (optimize !== undefined) {
          throw new RangeError(
            `optimize is ${optimize}, but the engine "${name}" runs a network as it is: choose engine "onnxruntime".`,
          );
        }
        if (precision !== undefined && precision !== "float32") {
          throw new RangeError(
            `precision is "${precision}", but the engine "${name}" computes in float32: choose engine "onnxruntime".`,
          );
        }
        resolve(new TfjsSession(model, engine));
      }),
  };
}
