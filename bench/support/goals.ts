import type { Result } from "./race";
import { byNetwork, fastest, ratio } from "./ratios";

/** A measured value, mostly a ratio of medians, and what it is to be at most. */
export interface Goal {
  what: string;
  value: number;
  goal: number;
}

const six = ["AlexNet", "AlexNet_BN", "VGG-16", "VGG-16_BN", "CNN_5x5_Net", "CNN_5x5_Net_BN"];

/** Our engine for inference beside the fastest peer in fp32, and beside Keras. */
export function goals(results: readonly Result[]): Goal[] {
  return [...byNetwork(results)].flatMap(([network, all]) => {
    if (!six.includes(network)) return [];
    const best = fastest(all);
    return [
      ...(best && !best.ours ? beside(all, network, best.engine, 1.03) : []),
      ...beside(all, network, "Keras predict", network.startsWith("AlexNet") ? 0.25 : 0.5),
    ];
  });
}

/** Our int8 beside the fastest peer in fp32, and beside Python's own quantization. */
export function int8Goals(results: readonly Result[]): Goal[] {
  return [...byNetwork(results)].flatMap(([network, all]) => {
    if (!["VGG-16", "CNN_5x5_Net"].includes(network)) return [];
    const best = fastest(all);
    return [
      ...(best && !best.ours ? beside(all, network, best.engine, 0.35, "onnxruntime int8") : []),
      ...beside(all, network, "ONNX Runtime (Python) int8", 1.05, "onnxruntime int8"),
    ];
  });
}

function beside(
  all: readonly Result[],
  network: string,
  other: string,
  goal: number,
  engine = "onnxruntime",
): Goal[] {
  const value = ratio(all, engine, other);
  return value === undefined ? [] : [{ what: `${network}: ${engine} / ${other}`, value, goal }];
}
