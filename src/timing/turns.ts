import { setImmediate } from "node:timers/promises";
import type * as tf from "@tensorflow/tfjs";
import { load, type EngineName, type Session } from "../engines";
import { timePrediction } from "../engines/timePrediction";
import { noiseLike } from "./noise";
import { conditions, type Protocol, type Timing } from "./protocol";
import { statistics } from "./statistics";

export interface Entry {
  name: string;
  model: tf.LayersModel;
  /** By default the protocol's. */
  engine?: EngineName;
}

/** Runs in all that `takeTurns` does for each network. */
export function runsEach({ warmUp, runs }: Protocol): number {
  return 1 + warmUp + runs;
}

/**
 * Times networks by turns, one run of each after the other, so that what drifts (heat, other programs) meets all
 * alike. A run is the wall clock from the input tensor in memory to the output values in JavaScript's memory.
 *
 * @param entries each is loaded before the next is asked for, and not needed any more then
 * @param ran called after each run, outside the time taken, with the network that comes next
 */
export async function takeTurns(
  entries: Iterable<Entry>,
  protocol: Protocol,
  ran: (next: string) => void,
): Promise<Timing[]> {
  const { batch, loading } = protocol;
  const contestants: Contestant[] = [];
  try {
    for (const { name, model, engine = loading.engine } of entries) {
      const shape = batchShape(model, batch);
      const session = await load(model, { ...loading, engine });
      contestants.push({ name, session, images: noiseLike(loading.calibration, shape) });
    }
    return await timeSessions(contestants, protocol, ran);
  } finally {
    for (const { session, images } of contestants) {
      images.dispose();
      await session.dispose();
    }
  }
}

/** A network in an engine, and the images that it is timed on. */
export interface Contestant {
  name: string;
  session: Session;
  images: tf.Tensor;
}

/** Times sessions by turns, as `takeTurns` does networks. */
export async function timeSessions(
  contestants: readonly Contestant[],
  protocol: Protocol,
  ran: (next: string) => void,
): Promise<Timing[]> {
  const times = contestants.map((): number[] => []);
  for (let round = 0; round < runsEach(protocol); round++) {
    for (const [i, { session, images }] of contestants.entries()) {
      times[i]?.push(await timePrediction(session, images));
      ran(contestants[(i + 1) % contestants.length]?.name ?? "");
      await setImmediate(); // lets the progress out, and an interrupt in
    }
  }
  return contestants.map((contestant, i) => timing(contestant, times[i] as number[], protocol));
}

/**
 * The shape of a batch of a model's images.
 *
 * @param model that `usable` has let pass
 * @throws RangeError if the model takes images of any size
 */
export function batchShape(model: tf.LayersModel, batch: number): number[] {
  const [, ...image] = model.inputs[0]?.shape ?? [];
  if (!image.includes(null)) return [batch, ...(image as number[])];
  throw new RangeError(
    `The model "${model.name}" takes images of any size ([${image.map((size) => size ?? "null").join(", ")}]): build it with an inputShape to time it.`,
  );
}

function timing({ name, session }: Contestant, times: number[], protocol: Protocol): Timing {
  const [firstMs = NaN, ...later] = times;
  const samplesMs = later.slice(protocol.warmUp);
  return { name, ...statistics(samplesMs), firstMs, samplesMs, ...conditions(session.engine, protocol) };
}
