import { quantile } from "../inspect/numbers";

export interface Statistics {
  medianMs: number;
  q1Ms: number;
  q3Ms: number;
  p90Ms: number;
  minMs: number;
}

/** What is reported of a series of times. */
export function statistics(samplesMs: readonly number[]): Statistics {
  return {
    medianMs: quantile(samplesMs, 0.5),
    q1Ms: quantile(samplesMs, 0.25),
    q3Ms: quantile(samplesMs, 0.75),
    p90Ms: quantile(samplesMs, 0.9),
    minMs: quantile(samplesMs, 0),
  };
}
