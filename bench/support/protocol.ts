import type { Network } from "./zoo";

/** What can be asked of a peer, and what it answers: bench/peers/protocol.py says it in Python. */
export interface Commands {
  /** Makes the network in a folder ready to run. */
  load(details: { folder: string; network: Network; threads: number }): {
    seconds: number;
    version: string;
    /** Where it computes with other than was asked. */
    threads?: number;
  };
  /** Tries its ways to run the network, as many as half a minute allows where it has several, and keeps the fastest. */
  tune(details: object): { variant?: string; candidatesMs: Record<string, number> };
  /** The network's output values for the images in a file of the folder. */
  answer(details: { images: string }): { values: number[] };
  /** Runs the network on the folder's images.bin so many times, one after the other. */
  run(details: { times: number }): { ms: number[] };
  /** Bytes of memory that the process took before it had the network, and the most that it has taken since. */
  memory(details: object): {
    beforeBytes: number;
    peakBytes: number;
    /** Of these what a model takes that was in memory before it was loaded */
    modelBytes?: number;
  };
  unload(details: object): object;
}

export type Command = keyof Commands;
export type Details<C extends Command> = Parameters<Commands[C]>[0];
export type Answer<C extends Command> = ReturnType<Commands[C]>;

/** The images whose answers are compared and whose runs are timed, and others that are answered differently. */
export const IMAGES = "images.bin";
export const OTHERS = "others.bin";

/** The images by which networks are quantized. */
export const CALIBRATION = "calibration.bin";
