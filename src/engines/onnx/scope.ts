import type * as tf from "@tensorflow/tfjs";
import type { Attributes, Graph, Initializer, Node, TensorInfo, Values } from "./graph";
import { axesOf, operand, type Operand, type Order, orderOf } from "./operand";
import { readWeight, type Rearranged } from "./weights";

/** The graph while it is made. */
export class GraphBuilder {
  readonly graph: Graph;
  private readonly taken = new Set<string>();
  private readonly shared = new Map<string, string>();

  constructor(name: string) {
    this.graph = { name, nodes: [], initializers: [], inputs: [], outputs: [] };
  }

  /** The name, with a number behind it if it is taken already. */
  unique(name: string): string {
    let candidate = name;
    for (let number = 2; this.taken.has(candidate); number++) candidate = `${name}_${number}`;
    this.taken.add(candidate);
    return candidate;
  }

  /** The name of the initializer that goes by this key, which is made at the first call. */
  initializer(key: string, name: string, make: () => Omit<Initializer, "name">): string {
    let known = this.shared.get(key);
    if (known === undefined) {
      known = this.unique(name);
      this.shared.set(key, known);
      this.graph.initializers.push({ name: known, ...make() });
    }
    return known;
  }
}

/** Adds to the graph what one call of a layer computes; nodes and tensors go by the call's name. */
export class Scope {
  /**
   * @param call the call's name, for nodes
   * @param path the layer's, for weights: the calls of a shared layer share them
   */
  constructor(
    private readonly builder: GraphBuilder,
    readonly call: string,
    private readonly path: string,
    private readonly nodesMade: Node[] = builder.graph.nodes,
  ) {}

  /** For a part of the layer, by a name of its own below the layer's. */
  part(call: string, path = call): Scope {
    return new Scope(this.builder, `${this.call}/${call}`, `${this.path}/${path}`, this.nodesMade);
  }

  /**
   * A graph within a node, such as the body of a loop. It sees the tensors around it; those made in it stay in it.
   *
   * @param make adds the nodes, given the names of the inputs, and returns those of the outputs
   */
  body(
    inputs: readonly Omit<TensorInfo, "name">[],
    make: (scope: Scope, inputs: string[]) => string[],
    outputs: readonly Omit<TensorInfo, "name">[],
  ): { graph: Graph } {
    const name = this.builder.unique(`${this.call}/body`);
    const taken = inputs.map((info, i) => ({ ...info, name: `${name}:${i}` }));
    const nodes: Node[] = [];
    const made = make(
      new Scope(this.builder, name, this.path, nodes),
      taken.map(({ name }) => name),
    );
    const given = outputs.map((info, i) => ({ ...info, name: made[i] as string }));
    return { graph: { name, nodes, initializers: [], inputs: taken, outputs: given } };
  }

  /** Adds a node with one output, and returns that tensor's name. An attribute that is undefined is left out. */
  node(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.nodes(op, inputs, attributes, 1)[0] as string;
  }

  /** Adds a node with several outputs. */
  nodes(op: string, inputs: readonly string[], attributes: Attributes, outputs: number): string[] {
    const name = this.builder.unique(`${this.call}/${op}`);
    const names = Array.from({ length: outputs }, (_, i) => (i === 0 ? `${name}:0` : `${name}:${i}`));
    this.nodesMade.push({ op, name, inputs, outputs: names, attributes });
    return names;
  }

  /** The tensor's name in an order of axes. Transposes it where it has not been asked for in that order before. */
  take(operand: Operand, order: Order = "tf"): string {
    const { names, shape } = operand;
    return (names[order] ??= this.node("Transpose", [this.take(operand, other(order))], {
      perm: order === "channelsFirst" ? axesOf(order, shape.length) : backFromChannelsFirst(shape.length),
    }));
  }

  /** The tensor's values as another type: fractions are cut off, true is 1. */
  cast(x: Operand, dtype: "float32" | "int32" | "bool"): Operand {
    if (x.dtype === dtype) return x;
    const order = orderOf(x);
    return operand(this.node("Cast", [this.take(x, order)], { to: { type: dtype } }), x.shape, order, dtype);
  }

  /** A weight of the layer as an initializer, rearranged as ONNX takes it. */
  weight(variable: tf.LayerVariable, rearranged: Rearranged = {}): string {
    const kind = variable.originalName.split("/").at(-1) as string;
    const { made, ...asItLies } = rearranged; // a layer makes no more than one thing of a weight
    const key = `${variable.id} ${made ? "made" : ""} ${JSON.stringify(asItLies)}`;
    return this.builder.initializer(key, `${this.path}/${kind}`, () => readWeight(variable, rearranged));
  }

  /** A constant that several layers may share. */
  constant(
    values: readonly number[] | Float32Array,
    dims: readonly number[],
    type: ConstantType = "float32",
  ): string {
    const held = valuesOf(type, values);
    const bytes = Buffer.from(held.buffer).toString("latin1"); // of ten thousands of values, faster than their digits
    const short = values.length === 1 ? String(values[0]) : dims.join("x");
    return this.builder.initializer(`${type} [${dims.join()}] ${bytes}`, `${type}/${short}`, () => ({
      type,
      dims,
      values: () => held,
    }));
  }

  /** A number as a constant without axes. */
  scalar(value: number): string {
    return this.constant([value], []);
  }

  /** Sizes, axes and the like, as ONNX's operators take them. */
  integers(values: readonly number[]): string {
    return this.constant(values, [values.length], "int64");
  }
}

function other(order: Order): Order {
  return order === "tf" ? "channelsFirst" : "tf";
}

function backFromChannelsFirst(rank: number): number[] {
  return [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1];
}

type ConstantType = "float32" | "int32" | "int64";

function valuesOf(type: ConstantType, list: readonly number[] | Float32Array): Values {
  switch (type) {
    case "float32":
      return Float32Array.from(list);
    case "int32":
      return Int32Array.from(list);
    case "int64":
      return BigInt64Array.from(Array.from(list, BigInt));
  }
}
