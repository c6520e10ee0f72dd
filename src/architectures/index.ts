import { alexNetRows } from "./alexNet";
import { allCnnRows } from "./allCnn";
import type { Architecture } from "./architecture";
import { courseAlexNetRows } from "./courseAlexNet";
import { googLeNetRows } from "./googLeNet";
import { lenetRows } from "./lenet";
import { mobileNetRows } from "./mobileNet";
import { resNetRows } from "./resNet";
import { smallNetworkRows } from "./smallNetworks";
import { vggRows } from "./vgg";

export type { Architecture } from "./architecture";

/** Every network that can be built by name. */
export const architectures: readonly Architecture[] = [
  ...lenetRows,
  ...courseAlexNetRows,
  ...alexNetRows,
  ...vggRows,
  ...allCnnRows,
  ...googLeNetRows,
  ...resNetRows,
  ...mobileNetRows,
  ...smallNetworkRows,
];
