/** The time of an image in batches of 1 to 32, by engine: `npm run bench -- batch`. */
import { measureCurves } from "./support/measureCurves";
import { options } from "./support/options";
import type { NetworkName } from "./support/zoo";

const names: NetworkName[] = ["AlexNet", "ResNet-34", "MobileNet"];
const batches = [1, 2, 4, 8, 16, 32];

const chosen = options();
const networks = names.flatMap((name) => batches.map((batch) => ({ name, side: 224, batch })));
void measureCurves("batch", chosen, [{ networks, threads: chosen.threads }], {
  x: "batch",
  xTitle: "images in a batch",
  y: ({ medianMs, batch }) => medianMs / batch,
  yTitle: "time of an image, median (ms)",
});
