export { compare, type ComparisonRow } from "./compare";
export { noiseImage } from "./noise";
export type { Conditions, TimeOptions, Timing } from "./protocol";
export { quantile, statistics, type Statistics } from "./statistics";
export { time } from "./time";
