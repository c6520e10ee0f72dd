import { type Attributes, float } from "../../graph";
import { axisIn, operand, type Operand, orderOf } from "../../operand";
import { variable } from "../rule";
import type { Cell, CellKind } from "./cells";
import type { Ran } from "./layer";
import type { Run } from "./run";

/** ONNX's operators for whole sequences: one for each kind of cell. */
const operators: Readonly<Record<CellKind, Operator>> = {
  SimpleRNNCell: { op: "RNN", gates: [0], functions: ({ activation }) => [activation] },
  GRUCell: {
    op: "GRU",
    gates: [0, 1, 2], // update, reset, new: as TF.js
    functions: ({ recurrentActivation = "", activation }) => [recurrentActivation, activation],
    attributes: { linear_before_reset: 0 },
  },
  LSTMCell: {
    op: "LSTM",
    gates: [0, 3, 1, 2], // ONNX has input, output, forget, new; TF.js has input, forget, new, output
    functions: ({ recurrentActivation = "", activation }) => [recurrentActivation, activation, activation],
  },
};

interface Operator {
  op: string;
  /** ONNX's gates, by their places in TF.js's weights */
  gates: readonly number[];
  /** In ONNX's order */
  functions: (cell: Cell) => string[];
  attributes?: Attributes;
}

/**
 * TF.js's activation functions that these operators have, with the numbers in them. Not softplus: from 89 on, ONNX Runtime's
 * operators make infinity of it.
 */
const functions: Readonly<Partial<Record<string, { name: string; alpha?: number; beta?: number }>>> = {
  elu: { name: "Elu", alpha: 1 },
  hardSigmoid: { name: "HardSigmoid", alpha: 0.2, beta: 0.5 },
  linear: { name: "Affine", alpha: 1, beta: 0 },
  relu: { name: "Relu" },
  sigmoid: { name: "Sigmoid" },
  softsign: { name: "Softsign" },
  tanh: { name: "Tanh" },
};

/** Whether the operators know the cell's functions. */
export function expressible(cell: Cell): boolean {
  return operators[cell.kind].functions(cell).every((name) => functions[name] !== undefined);
}

/** The operators take and make time x batch x features, each with an axis more for directions, of size 1 here. */
export function withOperator({ cell, x, states, backwards, scope }: Run): Ran {
  const { op, gates, functions: named, attributes } = operators[cell.kind];
  const { units } = cell;
  const batch = x.shape[0] as number | null;

  const order = orderOf(x);
  const perm = [1, 0, 2].map((axis) => axisIn(order, axis, 3));
  const input = scope.node("Transpose", [scope.take(x, order)], { perm });
  const initial = (states ?? []).map((state) =>
    scope.node("Unsqueeze", [scope.take(state), scope.integers([0])]),
  );
  const chosen = named(cell).flatMap((name) => functions[name] ?? []);
  const numbers = (list: (number | undefined)[]) => float(list.flatMap((number) => number ?? []));

  const outputs = scope.nodes(
    op,
    [input, ...weights(cell, gates, scope), "", ...initial],
    {
      hidden_size: units,
      direction: backwards ? "reverse" : "forward",
      activations: chosen.map(({ name }) => name),
      activation_alpha: numbers(chosen.map(({ alpha }) => alpha)),
      activation_beta: numbers(chosen.map(({ beta }) => beta)),
      ...attributes,
    },
    op === "LSTM" ? 3 : 2,
  );
  const [sequence, ...last] = outputs as [string, ...string[]];
  const without = (name: string, axis: number) => scope.node("Squeeze", [name, scope.integers([axis])]);
  return {
    sequence: () =>
      operand(
        scope.node("Transpose", [without(sequence, 1)], { perm: [1, 0, 2] }),
        [batch, x.shape[1] as number | null, units],
        "tf",
      ),
    states: last.map((name): Operand => operand(without(name, 0), [batch, units], "tf")),
  };
}

/** ONNX has them gates x inputs, and a second bias, behind the first, for what comes from the state. */
function weights(cell: Cell, gates: readonly number[], scope: Run["scope"]): string[] {
  const size = gates.length * cell.units;
  const matrix = (name: string) => {
    const weight = variable(cell.layer, name);
    return scope.weight(weight, { parts: gates, perm: [1, 0], dims: [1, size, weight.shape[0] as number] });
  };
  const matrices = [matrix("kernel"), matrix("recurrent_kernel")];
  if (!cell.useBias) return [...matrices, ""];
  const bias = scope.weight(variable(cell.layer, "bias"), { parts: gates, dims: [1, size] });
  const none = scope.constant(new Float32Array(size), [1, size]);
  return [...matrices, scope.node("Concat", [bias, none], { axis: 1 })];
}
