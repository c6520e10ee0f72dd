import * as tf from "@tensorflow/tfjs";
import type { EngineInfo, EngineName } from "./engine";
import { processor } from "./processor";

/** What computed a result, which means little without it. */
export interface Setting {
  engine: EngineName;
  engineVersion: string;
  device: string;
  threads: number;
  /** The processor, also where the device is a graphics card. */
  cpu: string;
  node: string;
  tfjs: string;
}

export function setting({ name, version = "", device = "", threads = 1 }: EngineInfo): Setting {
  return {
    engine: name,
    engineVersion: version,
    device,
    threads,
    cpu: processor(),
    node: process.version,
    tfjs: tf.version_core,
  };
}

/** For a caption: "tensorflow 2.16.2 on AMD EPYC, 2 threads". */
export function hardwareText({ engine, engineVersion, device, cpu, threads }: Setting): string {
  const where = device === cpu ? cpu : `${device} with ${cpu}`;
  return `${engine} ${engineVersion} on ${where}, ${counted(threads, "thread")}`;
}

/** For a caption: "Node v20.20.2, TensorFlow.js 4.22.0". */
export function softwareText({ node, tfjs }: Setting): string {
  return `Node ${node}, TensorFlow.js ${tfjs}`;
}

/** "1 run", "2 runs". */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
