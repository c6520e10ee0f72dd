import { liveLines } from "../charts";
import { display, inNotebook } from "../notebook/display";
import type { CurvePoint } from "./trainedNetwork";

/** The losses so far, shown while networks train. */
export interface LiveCurve {
  add(point: CurvePoint): Promise<void>;
  /** The training has ended: in a notebook its interactive chart stays. */
  done(): Promise<void>;
}

export function liveCurve(): LiveCurve {
  const points: CurvePoint[] = [];
  const live = liveLines<CurvePoint>({
    x: "epoch",
    y: "loss",
    series: "name",
    log: true,
    title: "Loss on the training images",
    xTitle: "Epoch",
    yTitle: "Mean cross-entropy, nats",
  });
  return {
    add: (point) => {
      points.push(point);
      return live.update(points);
    },
    done: async () => {
      const chart = live.done();
      if (inNotebook()) await display(chart);
    },
  };
}
