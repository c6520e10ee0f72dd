export { bars, type BarsOptions } from "./bars";
export type { Chart, Figure } from "./figure";
export { lines, type LinesOptions } from "./lines";
export { scatter, type ScatterOptions } from "./scatter";
export { liveLines, type LiveLines } from "./liveLines";
