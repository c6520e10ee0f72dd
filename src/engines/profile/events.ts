import { quantile } from "../../inspect/numbers";
import { sizeOf } from "../../inspect/shapes";
import { bytesPerValue, type ElementType } from "../onnx/graph";

/** A tensor as ONNX Runtime describes it. */
export interface Described {
  /** "float" for float32; the other types of our graphs go by their names. */
  type: string;
  shape: number[];
}

/** A node of the graph that ONNX Runtime made of ours, and how long it took. */
export interface ExecutedNode {
  name: string;
  op: string;
  /** Of its runs. */
  medianMs: number;
  /** Without the weights that it keeps in a form of its own. */
  inputs: Described[];
  outputs: Described[];
}

/** As far as we read the profiler's events: times in microseconds, tensors as [{ float: [1, 64, 56, 56] }]. */
interface Event {
  cat: "Session" | "Node";
  name: string;
  ts: number;
  dur: number;
  args: {
    op_name: string;
    node_index: string;
    input_type_shape: Record<string, number[]>[];
    output_type_shape: Record<string, number[]>[];
  };
}

/**
 * Reads what ONNX Runtime's profiler wrote, in the Trace Event Format.
 *
 * @param runs how many of the last runs count
 * @returns the nodes in the order in which they ran
 */
export function readEvents(json: string, runs: number): ExecutedNode[] {
  const events = JSON.parse(json) as Event[];
  const counted = events.filter(({ name }) => name === "model_run").slice(-runs);
  const byNode = new Map<string, Event[]>();
  for (const event of events) {
    if (event.cat !== "Node" || !counted.some((run) => isWithin(event, run))) continue;
    const key = `${event.args.node_index} ${event.name}`;
    byNode.set(key, [...(byNode.get(key) ?? []), event]);
  }
  return [...byNode.values()].map((list) => {
    const { name, args } = list[0] as Event;
    return {
      name: name.replace(/_kernel_time$/, ""),
      op: args.op_name,
      medianMs:
        quantile(
          list.map(({ dur }) => dur),
          0.5,
        ) / 1000,
      inputs: args.input_type_shape.map(described),
      outputs: args.output_type_shape.map(described),
    };
  });
}

function isWithin({ ts }: Event, run: Event): boolean {
  return run.ts <= ts && ts <= run.ts + run.dur;
}

function described(entry: Record<string, number[]>): Described {
  const [[type, shape]] = Object.entries(entry) as [[string, number[]]];
  return { type, shape };
}

/** The bytes of one of its values. */
export function valueBytes({ type }: Described): number {
  return bytesPerValue[type === "float" ? "float32" : (type as ElementType)];
}

/** The bytes of all of its values. */
export function tensorBytes(tensor: Described): number {
  return sizeOf(tensor.shape) * valueBytes(tensor);
}
