import type { Chart } from "../charts";
import type { Profile } from "../engines/profile";
import { hardwareText } from "../engines/setting";
import { percent } from "../inspect/numbers";
import { checkNames } from "../arguments/optionNames";
import { type Displayable, displayableTable } from "../notebook/display";
import { renderTable } from "../notebook/table";
import { type Peaks, rateText, requirePeaks } from "./peaks";
import { rooflineChart } from "./rooflineChart";

/** A layer under the roofs. */
export interface RooflineRow {
  /** As in the profile, and so are the next four. */
  layer: string;
  kind: string;
  share: number;
  intensity: number;
  gflops: number;
  /** The lower roof at its intensity: the slope of memory before the two meet, the flat one of arithmetic from there on. */
  bound: "compute" | "memory";
  /** The height of that roof above it, in GFLOP/s. */
  roof: number;
  /** Of that roof: 1 where it does as much, more where it lies above. */
  reached: number;
}

/**
 * The roofline model (Williams, Waterman and Patterson 2009, doi:10.1145/1498765.1498785): a layer that does I FLOPs for
 * each byte that it moves can do at most min(peak FLOP/s, I x peak bytes/s). Which of the two it is depends on I and the
 * peaks alone, not on the layer's time. The bytes are the least that the layer must move (see `profile`), so a layer moves
 * that or more, and lies at its place or further left. Where a layer finds its input in the caches it may be faster than
 * memory is; it then lies above memory's slope, and below that of the caches.
 *
 * @param profile from `session.profile`
 * @param peaks from `machinePeaks`, on the same machine with as many threads
 * @returns a row for each layer that has multiply-adds, in the order of the profile; shows itself as a table
 * @throws TypeError if `profile` or `peaks` is none
 */
export function rooflineRows(profile: Profile, peaks: Peaks): RooflineRow[] & Displayable {
  requireProfile(profile);
  requirePeaks(peaks);
  const rows = profile.rows.flatMap(({ layer, kind, share, intensity, gflops }): RooflineRow[] => {
    if (intensity === null || gflops === null) return [];
    const { bound, roof } = roofAt(intensity, peaks);
    return [{ layer, kind, share, intensity, gflops, bound, roof, reached: gflops / roof }];
  });
  const table = () =>
    renderTable(
      rows,
      [
        { title: "Layer", value: ({ layer }) => layer },
        { title: "Type", value: ({ kind }) => kind },
        { title: "Share of time", value: ({ share }) => share, format: percent },
        { title: "FLOPs / byte", value: ({ intensity }) => intensity, format: (value) => value.toFixed(1) },
        { title: "GFLOP/s", value: ({ gflops }) => gflops, format: (value) => value.toFixed(1) },
        { title: "Bound by", value: ({ bound }) => bound },
        { title: "Roof, GFLOP/s", value: ({ roof }) => roof, format: (value) => value.toFixed(1) },
        { title: "Reached", value: ({ reached }) => reached, format: percent },
      ],
      { caption: captionOf(profile, peaks), footer: remarks },
    );
  return displayableTable(rows, table);
}

function roofAt(intensity: number, { gflops, memoryGBps }: Peaks): Pick<RooflineRow, "bound" | "roof"> {
  const slope = intensity * memoryGBps;
  return slope < gflops ? { bound: "memory", roof: slope } : { bound: "compute", roof: gflops };
}

const remarks = [
  "Bound by: the lower roof at the layer's FLOPs / byte",
  "Over 100 % of memory's roof: data came from the caches",
  "Over 100 % of arithmetic's roof: faster than all that the peak was measured with",
];

function requireProfile(profile: Profile): void {
  const given: unknown = profile; // a cell may hand in anything, a promise for instance
  if (Array.isArray((given as Partial<Profile> | null | undefined)?.rows)) return;
  throw new TypeError("profile is none: give what `await session.profile(images)` returns.");
}

function captionOf({ name, batch }: Profile, peaks: Peaks): string {
  const { gflops, memoryGBps, cacheGBps } = peaks;
  const roofs = `${rateText(gflops)} GFLOP/s, memory ${rateText(memoryGBps)} GB/s, caches ${rateText(cacheGBps)} GB/s`;
  return `Model: ${name}, batch ${batch}; peaks: ${roofs}; ${hardwareText(peaks)}`;
}

/**
 * `rooflineRows` as a chart: FLOPs a byte across and GFLOP/s up, on log axes, under the roofs of memory, of the caches
 * and of arithmetic; a marker for each kind of layer, and the names of the layers that take most time.
 *
 * @param options.title by default the network's name
 * @throws TypeError as `rooflineRows` and if an option is unknown; RangeError if no layer has multiply-adds
 */
export function roofline(profile: Profile, peaks: Peaks, options: { title?: string } = {}): Chart {
  checkNames("roofline", options, ["title"]);
  const rows = rooflineRows(profile, peaks);
  return rooflineChart(
    rows,
    peaks,
    options.title ?? `${profile.name}, batch ${profile.batch}: the layers under the roofs`,
  );
}
