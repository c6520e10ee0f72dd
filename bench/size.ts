/** Single-image times for images of 64 to 320 pixels a side, by engine: `npm run bench -- size`. */
import { allButWasm } from "./support/contestants";
import { curves } from "./support/curves";
import { options } from "./support/options";
import { timed } from "./support/ratios";
import { conditionsText, keeping, leave, paragraphs } from "./support/report";
import { sweep } from "./support/sweep";
import type { NetworkName } from "./support/zoo";

const networks: NetworkName[] = ["VGG-16", "ResNet-34", "MobileNet"];
const sides = [64, 96, 128, 160, 192, 224, 256, 288, 320];
const rounds = { rounds: 5, runs: 1 };

async function main(): Promise<void> {
  const chosen = options();
  const conditions = { ...chosen, ...rounds };
  const sizes = networks.flatMap((name) => sides.map((side) => ({ name, side, batch: 1 })));
  const results = await sweep(sizes, allButWasm(chosen), chosen.threads, rounds, keeping("size", conditions));
  const { table, charts } = curves(timed(results), {
    x: "side",
    xTitle: "height and width (pixels)",
    y: ({ medianMs }) => medianMs,
    yTitle: "inference time, median (ms)",
  });
  const text = paragraphs(table, conditionsText(results, chosen, rounds));
  await leave("size", { text, data: { conditions, results }, charts });
}

void main();
