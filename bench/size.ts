/** Single-image times for images of 64 to 320 pixels a side, by engine: `npm run bench -- size`. */
import { measureCurves } from "./support/measureCurves";
import { options } from "./support/options";
import type { NetworkName } from "./support/zoo";

const names: NetworkName[] = ["VGG-16", "ResNet-34", "MobileNet"];
const sides = [64, 96, 128, 160, 192, 224, 256, 288, 320];

const chosen = options();
const networks = names.flatMap((name) => sides.map((side) => ({ name, side, batch: 1 })));
void measureCurves("size", chosen, [{ networks, threads: chosen.threads }], {
  x: "side",
  xTitle: "height and width (pixels)",
  y: ({ medianMs }) => medianMs,
  yTitle: "inference time, median (ms)",
});
