/** Single-image times with one thread up to all cores, by engine: `npm run bench -- threads`. */
import { allButWasm } from "./support/contestants";
import { curves } from "./support/curves";
import { options } from "./support/options";
import type { Result } from "./support/race";
import { timed } from "./support/ratios";
import { conditionsText, keeping, leave, paragraphs } from "./support/report";
import { sweep } from "./support/sweep";
import { usual, type NetworkName } from "./support/zoo";

const networks: NetworkName[] = ["AlexNet", "VGG-16", "MobileNet"];
const rounds = { rounds: 5, runs: 1 };

async function main(): Promise<void> {
  const chosen = options();
  const conditions = { ...chosen, ...rounds };
  const keep = keeping("threads", conditions);
  const results: Result[] = [];
  for (const threads of counts(chosen.threads)) {
    // New processes each time: TensorFlow takes its threads when it starts.
    const contestants = allButWasm({ ...chosen, threads });
    results.push(...(await sweep(networks.map(usual), contestants, threads, rounds, keep)));
  }
  const { table, charts } = curves(timed(results), {
    x: "threads",
    xTitle: "threads",
    y: ({ medianMs }) => medianMs,
    yTitle: "inference time, median (ms)",
  });
  const text = paragraphs(table, conditionsText(results, chosen, rounds));
  await leave("threads", { text, data: { conditions, results }, charts });
}

/** 1, 2, 4 … and the most. */
function counts(most: number): number[] {
  const powers = Array.from({ length: Math.ceil(Math.log2(most)) }, (_, i) => 2 ** i);
  return [...powers, most];
}

void main();
