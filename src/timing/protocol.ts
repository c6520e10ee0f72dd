import { type EngineInfo, type EngineName, type LoadOptions, loadOptions, type Precision } from "../engines";
import { setting, type Setting } from "../engines/setting";
import { wholeNumber } from "../arguments/checks";
import { checkNames } from "../arguments/optionNames";
import type { Statistics } from "./statistics";

export interface TimeOptions extends LoadOptions {
  /** By default the fastest available. */
  engine?: EngineName;
  /** Images in one run; 1 by default. */
  batch?: number;
  /** Runs that are not reported, after the first one; 2 by default. */
  warmUp?: number;
  /** Runs that are reported; 10 by default. */
  runs?: number;
}

/** TimeOptions, completed. */
export interface Protocol {
  /** As `load` takes them */
  loading: LoadOptions & { engine?: EngineName };
  batch: number;
  warmUp: number;
  runs: number;
}

/** @throws TypeError naming the option that there is not, RangeError naming the one that cannot be */
export function protocol(taker: string, options: TimeOptions): Protocol {
  checkNames(taker, options, [...loadOptions, "batch", "warmUp", "runs"]);
  const { batch = 1, warmUp = 2, runs = 10, ...loading } = options;
  wholeNumber("batch", batch);
  wholeNumber("warmUp", warmUp, 0);
  wholeNumber("runs", runs);
  return { loading, batch, warmUp, runs };
}

/** What a time means nothing without. */
export interface Conditions extends Setting {
  precision: Precision;
  /** Whether the engine rewrote the network before it ran: fused layers, chose layouts. */
  optimize: boolean;
  batch: number;
  warmUp: number;
  runs: number;
}

export function conditions(engine: EngineInfo, { loading, batch, warmUp, runs }: Protocol): Conditions {
  const { precision = "float32", optimize = engine.name === "onnxruntime" } = loading;
  return { ...setting(engine), precision, optimize, batch, warmUp, runs };
}

/** The times of one network, in milliseconds, and how they were taken. */
export interface Timing extends Conditions, Statistics {
  name: string;
  /** The first run after loading, when the engine still prepares itself. */
  firstMs: number;
  /** In the order in which they were taken. */
  samplesMs: number[];
}
