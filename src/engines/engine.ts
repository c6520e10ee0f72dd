import type * as tf from "@tensorflow/tfjs";

export type EngineName = "tensorflow" | "wasm" | "cpu";

export interface EngineInfo {
  name: EngineName;
  available: boolean;
  /** Why it is not available, and how to get it. */
  reason?: string;
  /** Of the library that computes. */
  version?: string;
  /** The processor or graphics card that computes. */
  device?: string;
  threads?: number;
}

/** A model loaded into an engine: a snapshot that later training or disposal of the model does not touch. */
export interface Session {
  readonly engine: EngineInfo;
  /**
   * Runs the network in inference mode.
   *
   * @param images [n, …] with the model's input shape and dtype
   * @returns the output, [n, …], on the caller's backend, which is the same before and after; the caller disposes it
   * @throws TypeError if the dtype differs from the model's input; RangeError if the shape does; Error after `dispose`
   */
  predict(images: tf.Tensor): Promise<tf.Tensor>;
  /** Frees the weights; a second call does nothing. */
  dispose(): Promise<void>;
}

/** One way to run a model. */
export interface Engine {
  readonly name: EngineName;
  info(): EngineInfo;
  /** @throws RangeError if it cannot compute with exactly `threads` threads */
  load(model: tf.LayersModel, threads?: number): Promise<Session>;
}
