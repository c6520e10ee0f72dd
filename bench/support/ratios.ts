import type { Result } from "./race";

/** A result with times. */
export type Timed = Result & { medianMs: number };

export function timed(results: readonly Result[]): Timed[] {
  return results.filter((result): result is Timed => result.medianMs !== undefined);
}

/** The fastest fp32 peer on a network; where no peer ran, the fastest of ours. */
export function fastest(results: readonly Result[]): Timed | undefined {
  const all = timed(results).filter(({ precision }) => precision === "fp32");
  const peers = all.filter(({ ours }) => !ours);
  return (peers.length > 0 ? peers : all).sort((a, b) => a.medianMs - b.medianMs)[0];
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
  const [above, below] = [engine, other].map(
    (name) => timed(results).find((result) => result.engine === name)?.medianMs,
  );
  return above !== undefined && below !== undefined ? above / below : undefined;
}
