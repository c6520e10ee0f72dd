import type { Result } from "../../bench/support/race";

/** A result with what matters to a test. */
export function result(engine: string, medianMs: number | undefined, more: Partial<Result> = {}): Result {
  return {
    network: "VGG-16",
    side: 224,
    batch: 1,
    engine,
    ours: false,
    precision: "fp32",
    ...(medianMs !== undefined && { medianMs, q1Ms: medianMs - 1, q3Ms: medianMs + 1, minMs: medianMs - 2 }),
    ...more,
  };
}
