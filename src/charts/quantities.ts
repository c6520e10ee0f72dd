import { formatNumber } from "../notebook/table";

/** How a column is written: the title of its axis, and its numbers on the axis and in the text table. */
export interface Quantity {
  title: string;
  /** d3-format, for ticks. */
  tickformat: string;
  /** d3-format, on a bar. */
  barformat: string;
  /** d3-format, where the mouse points. */
  hoverformat: string;
  format: (value: number) => string;
}

const plain = (title: string): Quantity => ({
  title,
  tickformat: ",~r",
  barformat: ",.3~r",
  hoverformat: ",.4~r",
  format: formatNumber,
});

/** Whole numbers with many digits: 20M on the axis, 23,981,450 elsewhere. */
const count = (title: string): Quantity => ({
  ...plain(title),
  tickformat: "~s",
  barformat: ".3~s",
  hoverformat: ",d",
});

/** Shares from 0 to 1, written in percent. */
const share = (title: string): Quantity => ({
  ...plain(title),
  tickformat: "~%",
  barformat: ".1~%",
  hoverformat: ".4~%",
  format: (value) => value.toLocaleString("en-US", { style: "percent", maximumFractionDigits: 2 }),
});

/** The columns of this course's results. */
const known: Record<string, Quantity> = {
  params: count("parameters"),
  trainable: count("trainable parameters"),
  nonTrainable: count("non-trainable parameters"),
  macs: count("multiply-adds (MACs)"),
  flops: count("floating-point operations (FLOPs)"),
  activationBytes: count("activations (bytes)"),
  bytes: count("size (bytes)"),
  gflops: plain("arithmetic done (GFLOP/s)"),
  intensity: plain("arithmetic intensity (FLOPs per byte)"),
  medianMs: plain("inference time, median (ms)"),
  q1Ms: plain("first quartile (ms)"),
  q3Ms: plain("third quartile (ms)"),
  p90Ms: plain("90th percentile (ms)"),
  minMs: plain("minimum (ms)"),
  firstMs: plain("first run (ms)"),
  seconds: plain("time (s)"),
  loss: plain("loss (cross-entropy)"),
  valLoss: plain("validation loss (cross-entropy)"),
  accuracy: share("accuracy"),
  valAccuracy: share("validation accuracy"),
  testAccuracy: share("test accuracy"),
  share: share("share"),
  top1: plain("top-1 accuracy (%)"),
  top5: plain("top-5 accuracy (%)"),
};

/** What is known of a column by its name; any other column is called what it is called. */
export function quantity(column: string): Quantity {
  return Object.hasOwn(known, column) ? (known[column] as Quantity) : plain(column);
}
