/** The time of an image in batches of 1 to 32, by engine: `npm run bench -- batch`. */
import { allButWasm } from "./support/contestants";
import { curves } from "./support/curves";
import { options } from "./support/options";
import { timed } from "./support/ratios";
import { conditionsText, keeping, leave, paragraphs } from "./support/report";
import { sweep } from "./support/sweep";
import type { NetworkName } from "./support/zoo";

const networks: NetworkName[] = ["AlexNet", "ResNet-34", "MobileNet"];
const batches = [1, 2, 4, 8, 16, 32];
const rounds = { rounds: 5, runs: 1 };

async function main(): Promise<void> {
  const chosen = options();
  const conditions = { ...chosen, ...rounds };
  const sizes = networks.flatMap((name) => batches.map((batch) => ({ name, side: 224, batch })));
  const results = await sweep(
    sizes,
    allButWasm(chosen),
    chosen.threads,
    rounds,
    keeping("batch", conditions),
  );
  const { table, charts } = curves(timed(results), {
    x: "batch",
    xTitle: "images in a batch",
    y: ({ medianMs, batch }) => medianMs / batch,
    yTitle: "time of an image, median (ms)",
  });
  const text = paragraphs(table, conditionsText(results, chosen, rounds));
  await leave("batch", { text, data: { conditions, results }, charts });
}

void main();
