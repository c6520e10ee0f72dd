import type { Result } from "./race";

/** A result with times. */
export type Timed = Result & { medianMs: number };

export function timed(results: readonly Result[]): Timed[] {
  return results.filter(isTimed);
}

export function isTimed(result: Result): result is Timed {
  return result.medianMs !== undefined;
}

/** The fastest fp32 peer on a network; where no peer ran, the fastest of ours. */
export function fastest(results: readonly Result[]): Timed | undefined {
  const all = timed(results).filter(({ precision }) => precision === "fp32");
  const peers = all.filter(({ ours }) => !ours);
  return (peers.length > 0 ? peers : all).sort((a, b) => ratioOf(a, b) - 1)[0];
}

/** Results by the network that they are of, in the order in which the networks first appear. */
export function byNetwork(results: readonly Result[]): Map<string, Result[]> {
  const networks = new Map<string, Result[]>();
  for (const result of results)
    networks.set(result.network, [...(networks.get(result.network) ?? []), result]);
  return networks;
}

/** The ratio of two engines' medians on one network, if both have times there. */
export function ratio(results: readonly Result[], engine: string, other: string): number | undefined {
  const [above, below] = [engine, other].map((name) =>
    timed(results).find((result) => result.engine === name),
  );
  return above && below ? ratioOf(above, below) : undefined;
}

/** The ratio of two medians; of engines that raced in different groups by way of the engine that raced in both. */
export function ratioOf(above: Timed, below: Timed): number {
  const pace = above.besideMs && below.besideMs ? below.besideMs / above.besideMs : 1;
  return (above.medianMs / below.medianMs) * pace;
}
