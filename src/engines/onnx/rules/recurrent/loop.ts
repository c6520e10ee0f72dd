import type * as tf from "@tensorflow/tfjs";
import type { ElementType } from "../../graph";
import { operand, type Order } from "../../operand";
import type { Scope } from "../../scope";
import { activate } from "../activationFunctions";
import { variable } from "../rule";
import type { Cell, CellKind } from "./cells";
import type { Ran } from "./layer";
import type { Run } from "./run";

/** A tensor that a loop goes along, or carries from step to step. */
export interface Looped {
  name: string;
  /** Of one step */
  shape: tf.Shape;
  type?: ElementType;
}

export interface Loop {
  /** What it begins with */
  states: readonly Looped[];
  /** Cut along `axis` */
  inputs: readonly Looped[];
  axis: number;
  backwards: boolean;
  /** Makes the new states of the old ones and the inputs at this step. */
  step: (states: string[], inputs: string[], scope: Scope) => string[];
}

/** The states after the last step; before them, the first state after every step, along `axis` in the inputs' order. */
export function loop(scope: Scope, { states, inputs, axis, backwards, step }: Loop): string[] {
  const info = ({ shape, type = "float32" }: Looped) => ({ shape, type });
  const [first] = states as [Looped, ...Looped[]];
  const body = scope.body(
    [...states, ...inputs].map(info),
    (inner, names) => {
      const made = step(names.slice(0, states.length), names.slice(states.length), inner);
      return [...made, inner.node("Identity", [made[0] as string])]; // an output has a name of its own
    },
    [...states, first].map(info),
  );
  const direction = backwards ? 1 : 0;
  const outputs = scope.nodes(
    "Scan",
    [...states, ...inputs].map(({ name }) => name),
    {
      body,
      num_scan_inputs: inputs.length,
      scan_input_axes: inputs.map(() => axis),
      scan_input_directions: inputs.map(() => direction),
      scan_output_axes: [axis],
      scan_output_directions: [direction],
    },
    states.length + 1,
  );
  return [outputs.at(-1) as string, ...outputs.slice(0, -1)];
}

/** Zeros for every sample of x: behind the batch, of these sizes. */
export function zeros(x: string, sizes: readonly number[], scope: Scope): string {
  const batch = scope.node("Shape", [x], { start: 0, end: 1 });
  const shape = scope.node("Concat", [batch, scope.integers(sizes)], { axis: 0 });
  return scope.node("Expand", [scope.scalar(0), shape]);
}

/** A cell's steps one by one, for what ONNX's operators for whole sequences have not: masks, and all of TF.js's functions. */
export function scanned({ cell, x, states, mask, backwards, scope }: Run): Ran {
  const { units } = cell;
  const [batch = null, time = null] = x.shape;
  const input = scope.take(x);
  const initial = states?.map((state) => scope.take(state)) ?? zerosFor(cell, input, scope);
  // What depends on the inputs alone, in one product for all steps.
  const product = scope.node("MatMul", [input, scope.weight(variable(cell.layer, "kernel"))]);
  const bias = cell.useBias ? [scope.weight(variable(cell.layer, "bias"))] : [];
  const projected = bias.length > 0 ? scope.node("Add", [product, ...bias]) : product;
  const width = (variable(cell.layer, "kernel").shape as number[])[1] as number;
  const counts = mask && scope.node("Unsqueeze", [mask.take(), scope.integers([2])]);

  const step = steps[cell.kind](cell, scope);
  const [sequence, ...last] = loop(scope, {
    states: initial.map((name) => ({ name, shape: [batch, units] })),
    inputs: [
      { name: projected, shape: [batch, width] },
      ...(counts === undefined ? [] : [{ name: counts, shape: [batch, 1], type: "bool" as const }]),
    ],
    axis: 1,
    backwards,
    step(before, [projected, counts], scope) {
      const after = step(projected as string, before, scope);
      if (counts === undefined) return after;
      return after.map((state, i) => scope.node("Where", [counts, state, before[i] as string]));
    },
  });
  return {
    sequence: () => operand(sequence as string, [batch, time, units], "tf"),
    states: last.map((name) => operand(name, [batch, units], "tf")),
  };
}

function zerosFor({ kind, units }: Cell, x: string, scope: Scope): string[] {
  const state = zeros(x, [units], scope);
  return kind === "LSTMCell" ? [state, state] : [state];
}

/** The new states from what the inputs give and the old ones. */
type Step = (projected: string, states: string[], scope: Scope) => string[];

/** As TF.js's cells compute; what does not change from step to step goes in the scope around the loop. */
const steps: Readonly<Record<CellKind, (cell: Cell, around: Scope) => Step>> = {
  SimpleRNNCell(cell, around) {
    const kernel = around.weight(variable(cell.layer, "recurrent_kernel"));
    return (projected, [h], scope) => {
      const sum = scope.node("Add", [projected, scope.node("MatMul", [h as string, kernel])]);
      return [applied(cell.activation, sum, scope)];
    };
  },

  GRUCell(cell, around) {
    const { units, recurrentActivation, activation } = cell;
    const [ofGates, ofNew] = around.nodes(
      "Split",
      [around.weight(variable(cell.layer, "recurrent_kernel")), around.integers([2 * units, units])],
      { axis: 1 },
      2,
    ) as [string, string];
    return (projected, [h], scope) => {
      const old = h as string;
      const [forUpdate, forReset, forNew] = split(projected, 3, scope) as [string, string, string];
      const [fromUpdate, fromReset] = split(scope.node("MatMul", [old, ofGates]), 2, scope) as [
        string,
        string,
      ];
      const update = applied(recurrentActivation, scope.node("Add", [forUpdate, fromUpdate]), scope);
      const reset = applied(recurrentActivation, scope.node("Add", [forReset, fromReset]), scope);
      const fromOld = scope.node("MatMul", [scope.node("Mul", [reset, old]), ofNew]);
      const fresh = applied(activation, scope.node("Add", [forNew, fromOld]), scope);
      const kept = scope.node("Mul", [update, old]);
      const rest = scope.node("Sub", [scope.scalar(1), update]);
      return [scope.node("Add", [kept, scope.node("Mul", [rest, fresh])])];
    };
  },

  LSTMCell(cell, around) {
    const kernel = around.weight(variable(cell.layer, "recurrent_kernel"));
    return (projected, [h, c], scope) => {
      const sum = scope.node("Add", [projected, scope.node("MatMul", [h as string, kernel])]);
      return lstmStates(split(sum, 4, scope), c as string, cell, scope);
    };
  },
};

/** [h, c] from the sums for TF.js's four gates and the old c: rows of features, or images in an order of axes. */
export function lstmStates(
  sums: readonly string[],
  c: string,
  { activation, recurrentActivation }: Pick<Cell, "activation" | "recurrentActivation">,
  scope: Scope,
  layout: Layout = rows,
): [h: string, c: string] {
  const [forInput, forForget, forNew, forOutput] = sums as [string, string, string, string];
  const input = applied(recurrentActivation, forInput, scope, layout);
  const forget = applied(recurrentActivation, forForget, scope, layout);
  const fresh = scope.node("Mul", [input, applied(activation, forNew, scope, layout)]);
  const carried = scope.node("Add", [scope.node("Mul", [forget, c]), fresh]);
  const output = applied(recurrentActivation, forOutput, scope, layout);
  return [scope.node("Mul", [output, applied(activation, carried, scope, layout)]), carried];
}

/** In equal parts along the axis behind the batch. */
export function split(name: string, parts: number, scope: Scope): string[] {
  return scope.nodes("Split", [name], { axis: 1, num_outputs: parts }, parts);
}

/** How a state's axes lie: a softmax is over the last one of TF.js's. */
interface Layout {
  rank: number;
  order: Order;
}

const rows: Layout = { rank: 2, order: "tf" };

function applied(activation: string | undefined, name: string, scope: Scope, { rank, order } = rows): string {
  const shape = Array.from({ length: rank }, () => null);
  return scope.take(activate(activation, operand(name, shape, order), scope), order);
}
