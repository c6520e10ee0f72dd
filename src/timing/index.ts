export { compare, type ComparisonRow } from "./compare";
export { comparePrecisions, type PrecisionOptions, type PrecisionRow } from "./comparePrecisions";
export { noiseImage } from "./noise";
export { machinePeaks, type Peaks } from "./peaks";
export type { Conditions, TimeOptions, Timing } from "./protocol";
export { roofline, rooflineRows, type RooflineRow } from "./roofline";
export { statistics, type Statistics } from "./statistics";
export { time } from "./time";
