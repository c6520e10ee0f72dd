import { alexNetRows } from "./alexNet";
import { allCnnRows } from "./allCnn";
import { courseAlexNetRows } from "./courseAlexNet";
import { googLeNetRows } from "./googLeNet";
import { leNetRows } from "./leNet";
import { mobileNetRows } from "./mobileNet";
import { resNetRows } from "./resNet";
import { showArchitectures } from "./show";
import { smallNetworkRows } from "./smallNetworks";
import { vggRows } from "./vgg";

export type { Architecture } from "./architecture";

/** Every network that can be built by name; a cell that ends on the list shows it as a table. */
export const architectures = showArchitectures([
  ...leNetRows,
  ...courseAlexNetRows,
  ...alexNetRows,
  ...vggRows,
  ...allCnnRows,
  ...googLeNetRows,
  ...resNetRows,
  ...mobileNetRows,
  ...smallNetworkRows,
]);
