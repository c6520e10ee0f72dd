import { alexNetRows } from "./alexNet";
import type { Architecture } from "./architecture";
import { courseAlexNetRows } from "./courseAlexNet";
import { googLeNetRows } from "./googLeNet";
import { lenetRows } from "./lenet";
import { mobileNetRows } from "./mobileNet";
import { resNetRows } from "./resNet";
import { vggRows } from "./vgg";

export type { Architecture } from "./architecture";

/** Every network that can be built by name. */
export const architectures: readonly Architecture[] = [
  ...lenetRows,
  ...courseAlexNetRows,
  ...alexNetRows,
  ...vggRows,
  ...googLeNetRows,
  ...resNetRows,
  ...mobileNetRows,
];
