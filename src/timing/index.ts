export { compare, type ComparisonRow } from "./compare";
export { comparePrecisions, type PrecisionOptions, type PrecisionRow } from "./comparePrecisions";
export { noiseImage } from "./noise";
export { machinePeaks, type Peaks } from "./peaks";
export type { Conditions, TimeOptions, Timing } from "./protocol";
export { roofline, rooflineRows, type RooflineRow } from "./roofline";
export { quantile, statistics, type Statistics } from "./statistics";
export { time } from "./time";
