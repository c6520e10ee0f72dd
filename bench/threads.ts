/** Single-image times with one thread up to all cores, by engine: `npm run bench -- threads`. */
import { measureCurves } from "./support/measureCurves";
import { options } from "./support/options";
import { usual, type NetworkName } from "./support/zoo";

const names: NetworkName[] = ["AlexNet", "VGG-16", "MobileNet"];

/** 1, 2, 4 … and the most. */
function counts(most: number): number[] {
  const powers = Array.from({ length: Math.ceil(Math.log2(most)) }, (_, i) => 2 ** i);
  return [...powers, most];
}

const chosen = options();
const networks = names.map(usual);
const parts = counts(chosen.threads).map((threads) => ({ networks, threads }));
void measureCurves("threads", chosen, parts, {
  x: "threads",
  xTitle: "threads",
  y: ({ medianMs }) => medianMs,
  yTitle: "inference time, median (ms)",
});
