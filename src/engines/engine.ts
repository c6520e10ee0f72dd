import type * as tf from "@tensorflow/tfjs";
import type { Displayable } from "../notebook/display";
import type { Profile, ProfileOptions } from "./profile";

export type EngineName = "onnxruntime" | "tensorflow" | "wasm" | "cpu";

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
  /** Bytes of the network's constants as the session computes with them. */
  readonly bytes: number;
  readonly isDisposed: boolean;
  /**
   * Runs the network in inference mode.
   *
   * @param images [n, …] with the model's input shape and dtype
   * @returns the output, [n, …], on the caller's backend, which is the same before and after; the caller disposes it
   * @throws TypeError if the dtype differs from the model's input; RangeError if the shape does; Error after `dispose`
   */
  predict(images: tf.Tensor): Promise<tf.Tensor>;
  /**
   * Times every layer, with ONNX Runtime's profiler in a second copy of the network, so the model must not be disposed
   * yet. Layers that the engine computes as one have one row. Shows itself as a table.
   *
   * @param images as for `predict`
   * @param options.runs whose median is taken; 20 by default
   * @returns times in ms, multiply-adds, bytes and rates, a row for each layer or group of them, in the order they run
   * @throws as `predict`; Error if the engine is not "onnxruntime", or if the model is disposed; RangeError if `runs` is
   *   not a whole number of at least 1
   */
  profile(images: tf.Tensor, options?: ProfileOptions): Promise<Profile & Displayable>;
  /** Frees the weights; a second call does nothing. */
  dispose(): Promise<void>;
}

/** How an engine is to run a model. */
export interface LoadOptions {
  /** How many the engine computes with; by default all cores, where it can use them. */
  threads?: number;
  /**
   * Whether ONNX Runtime may rewrite the network before it runs, which is its default: fold batch norms into
   * convolutions, fuse activations, choose layouts. The other engines run layer by layer in any case.
   */
  optimize?: boolean;
  /**
   * "int8" computes with integers of 8 bits where ONNX Runtime can, which needs `calibration`: faster and a quarter of the
   * size, at some loss of accuracy. x86 processors before VNNI lose more: their sums of two products overflow.
   */
  precision?: Precision;
  /**
   * For "int8": typical images, [n, …], which tell the range of each layer's values; what exceeds it later is cut off. A
   * hundred serve; all are run once.
   */
  calibration?: tf.Tensor;
}

/** What a network computes with: float32 is the default. */
export type Precision = "float32" | "int8";

/** One way to run a model. */
export interface Engine {
  readonly name: EngineName;
  info(): EngineInfo;
  /** Why it cannot compute what this model's layers do; undefined if it can. */
  obstacle(model: tf.LayersModel): string | undefined;
  /**
   * The model, which `usable` has let pass, is read before this returns, so what happens to it later does not matter.
   *
   * @throws RangeError if it cannot compute with exactly `threads` threads, or takes no `optimize` or `precision`
   */
  load(model: tf.LayersModel, options: LoadOptions): Promise<Session>;
}
