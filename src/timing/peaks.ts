import os from "node:os";
import { requireEngine } from "../engines";
import type { Graph, Initializer, Node, TensorInfo } from "../engines/onnx/graph";
import { library } from "../engines/onnx/library";
import { Runner } from "../engines/onnx/runner";
import { hardwareText, type Setting, setting } from "../engines/setting";
import { sizeOf } from "../inspect/shapes";
import { wholeNumber } from "../arguments/checks";
import { checkNames } from "../arguments/optionNames";
import { type Displayable, displayableTable } from "../notebook/display";
import { type ProgressBar, progressBar } from "../notebook/progress";
import { renderTable } from "../notebook/table";

/** The best that a machine was seen to do, in the engine whose layers are compared with it. */
export interface Peaks extends Setting {
  /** Thousand million float32 operations a second; a multiply-add is two. */
  gflops: number;
  /** Thousand million bytes a second from and to memory, */
  memoryGBps: number;
  /** and where the data fits into the caches next to the cores. */
  cacheGBps: number;
}

/** What a graph does in one run: FLOPs, or bytes that it moves. */
interface Workload {
  graph: Graph;
  work: number;
}

/**
 * Measures the machine's peaks in ONNX Runtime: arithmetic by chains of convolutions and of matrix products, memory by a
 * matrix that is read once and vectors that are added, larger than caches are, and the caches by small tensors again and
 * again. Of each kind the best run of several shapes counts: what else the machine does only slows a run down. It takes
 * about five seconds, with a progress bar, and the process grows to 1 GB.
 *
 * @param options.threads as for `load`: all cores by default
 * @returns the peaks; shows itself as a table
 * @throws RangeError if `threads` is not a whole number of at least 1; TypeError if an option is unknown; Error if ONNX
 *   Runtime is not available
 */
export async function machinePeaks(options: { threads?: number } = {}): Promise<Peaks & Displayable> {
  checkNames("machinePeaks", options, ["threads"]);
  const { threads } = options;
  const engine = requireEngine("onnxruntime").info();
  const count = threads === undefined ? os.availableParallelism() : wholeNumber("threads", threads);
  const arithmetic = [convolutions(3, 256, 14), convolutions(1, 512, 14), products(512)];
  const caches = [2 ** 16, 2 ** 17, 2 ** 18].map(rectified);
  const memory = [matrixRead(16_384, 4096), addition(2 ** 24)];

  const progress = progressBar(arithmetic.length + caches.length + memory.length, "Measuring peaks");
  try {
    const gflops = await best(arithmetic, count, progress);
    const cacheGBps = await best(caches, count, progress);
    const memoryGBps = await best(memory, count, progress);
    return shown({ ...setting({ ...engine, threads: count }), gflops, memoryGBps, cacheGBps });
  } finally {
    progress.done();
  }
}

/** @throws TypeError if there are no peaks */
export function requirePeaks(peaks: Peaks): void {
  const given: unknown = peaks; // a cell may hand in anything, a promise for instance
  if (typeof (given as Partial<Peaks> | null | undefined)?.gflops === "number") return;
  throw new TypeError("peaks are none: give what `await machinePeaks()` returns.");
}

/** A rate in GFLOP/s or GB/s, with the same digits in the tables and in the chart's legend. */
export function rateText(rate: number): string {
  return rate.toFixed(1);
}

/** Long enough to meet a moment in which the machine has nothing else to do. */
const SECONDS = 0.5;
const WARM_UP = 3;

/** The most work a second over all runs of all workloads, in thousand millions. */
async function best(workloads: readonly Workload[], threads: number, progress: ProgressBar): Promise<number> {
  let most = 0;
  for (const { graph, work } of workloads) {
    const runner = await Runner.load(graph, { threads, optimize: true });
    try {
      const inputs = graph.inputs.map(({ shape }) => ones(shape as number[]));
      const start = performance.now();
      for (let run = 0; run < WARM_UP || performance.now() - start < 1000 * SECONDS; run++) {
        const before = performance.now();
        await runner.run(inputs);
        if (run >= WARM_UP) most = Math.max(most, work / (performance.now() - before) / 1e6);
      }
    } finally {
      await runner.dispose();
    }
    progress.advance();
  }
  return most;
}

function ones(shape: number[]) {
  const { Tensor } = library();
  return new Tensor("float32", new Float32Array(sizeOf(shape)).fill(1), shape);
}

const LENGTH = 4;

/** Convolutions one after the other, so that what goes in and out of the engine is little beside the arithmetic. */
function convolutions(kernel: number, channels: number, size: number): Workload {
  const shape = [1, channels, size, size];
  const weight = constant("weight", [channels, channels, kernel, kernel], 1 / (channels * kernel ** 2));
  const pads = Array.from({ length: 4 }, () => (kernel - 1) / 2);
  const chain = chained(LENGTH, "Conv", ["weight"], { kernel_shape: [kernel, kernel], pads });
  const end = node("GlobalAveragePool", [`${LENGTH}`], "y");
  return {
    graph: graphOf({ x: shape }, [...chain, end], { y: [1, channels, 1, 1] }, [weight]),
    work: 2 * LENGTH * channels ** 2 * kernel ** 2 * size ** 2,
  };
}

/** Square matrices multiplied one after the other. */
function products(size: number): Workload {
  const weight = constant("weight", [size, size], 1 / size);
  const chain = chained(LENGTH, "MatMul", ["weight"]);
  const end = node("ReduceMax", [`${LENGTH}`], "y");
  return {
    graph: graphOf({ x: [size, size] }, [...chain, end], { y: [1, 1] }, [weight]),
    work: 2 * LENGTH * size ** 3,
  };
}

/** A tensor of 256 kB to 1 MB read and written again and again, by two buffers that take turns. */
function rectified(length: number): Workload {
  const times = 64;
  const end = node("ReduceMax", [`${times}`], "y");
  return {
    graph: graphOf({ x: [length] }, [...chained(times, "Relu"), end], { y: [1] }),
    work: times * 2 * 4 * length,
  };
}

/** A matrix times a vector: every number of the matrix is read once, as in a dense layer for one image. */
function matrixRead(rows: number, columns: number): Workload {
  const product = node("MatMul", ["x", "matrix"], "y");
  return {
    graph: graphOf({ x: [1, rows], matrix: [rows, columns] }, [product], { y: [1, columns] }),
    work: 4 * rows * columns,
  };
}

/** Two vectors read, one written. */
function addition(length: number): Workload {
  const nodes = [node("Add", ["x", "other"], "1"), node("Slice", ["1", "start", "end"], "y")];
  const bounds = [integer("start", 0), integer("end", 1)];
  return {
    graph: graphOf({ x: [length], other: [length] }, nodes, { y: [1] }, bounds),
    work: 3 * 4 * length,
  };
}

/** Nodes that each take the output of the one before, from "x" to the tensor that is called by their number. */
function chained(
  length: number,
  op: string,
  more: string[] = [],
  attributes: Node["attributes"] = {},
): Node[] {
  return Array.from({ length }, (_, i) =>
    node(op, [i === 0 ? "x" : `${i}`, ...more], `${i + 1}`, attributes),
  );
}

function node(op: string, inputs: string[], output: string, attributes: Node["attributes"] = {}): Node {
  return { op, name: `${op}/${output}`, inputs, outputs: [output], attributes };
}

function constant(name: string, dims: number[], value: number): Initializer {
  return { name, type: "float32", dims, values: () => new Float32Array(sizeOf(dims)).fill(value) };
}

function integer(name: string, value: number): Initializer {
  return { name, type: "int64", dims: [1], values: () => BigInt64Array.of(BigInt(value)) };
}

function graphOf(
  inputs: Record<string, number[]>,
  nodes: Node[],
  outputs: Record<string, number[]>,
  initializers: Initializer[] = [],
): Graph {
  const tensors = (shapes: Record<string, number[]>) =>
    Object.entries(shapes).map(([name, shape]): TensorInfo => ({ name, type: "float32", shape }));
  return { name: "peak", nodes, initializers, inputs: tensors(inputs), outputs: tensors(outputs) };
}

function shown(data: Peaks): Peaks & Displayable {
  const rows = [
    { what: "arithmetic, GFLOP/s", peak: data.gflops },
    { what: "caches, GB/s", peak: data.cacheGBps },
    { what: "memory, GB/s", peak: data.memoryGBps },
  ];
  const table = () =>
    renderTable(
      rows,
      [
        { title: "Peak", value: ({ what }) => what },
        { title: "Measured", value: ({ peak }) => peak, format: rateText },
      ],
      { caption: `The best that was measured in float32 on ${hardwareText(data)}` },
    );
  return displayableTable(data, table);
}
