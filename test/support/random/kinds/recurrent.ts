import * as tf from "@tensorflow/tfjs";
import type { Draw, Growth } from "../growth";
import { type Activation, activations, anyActivation, drawLayout, drawWindow, type Kind } from "./kind";

function cellOptions(draw: Draw) {
  const { random } = draw;
  return {
    units: random.whole(1, 4),
    ...(random.chance(0.4) && anyActivation(draw)),
    ...(random.chance(0.3) && { useBias: false }),
  };
}

/**
 * Gates multiply, so a state may be as small as they are. Far below 0 both gelus are a small difference of large numbers,
 * 0.5 x (1 + tanh u), in float32 right to 1e-7 of x and not of itself: of an LSTM's states around 1e-3 TF.js was found 6e-6 off
 * what float64 makes of them, ONNX Runtime 1.7e-4.
 */
const gateFunctions = activations.filter((name) => !name.startsWith("gelu"));

/** Those of cells with gates. */
function gatedOptions(draw: Draw) {
  const { random } = draw;
  return {
    ...cellOptions(draw),
    ...(random.chance(0.4) && { recurrentActivation: random.pick(gateFunctions) as Activation }),
    implementation: random.pick([1, 2]),
  };
}

/**
 * States come beside a whole sequence only: a last output is the same tensor as the state, which TF.js disposes with it. And
 * not in a model that masks, where TF.js hands on the sequence's mask with them.
 */
function sequenceOptions({ random }: Draw, masking: boolean) {
  const returnSequences = random.chance(0.5);
  const returnState = returnSequences && !masking && random.chance(0.4);
  return { returnSequences, returnState, ...(random.chance(0.3) && { goBackwards: true }) };
}

/** For training only. TF.js's RNN of cells keeps its masks, and fails at the next batch of another size. */
const dropoutOptions = ({ random }: Draw) => random.chance(0.2) && { dropout: 0.3, recurrentDropout: 0.2 };

const recurrent = {
  SimpleRNN: (draw: Draw, masking: boolean) =>
    tf.layers.simpleRNN({
      ...cellOptions(draw),
      ...dropoutOptions(draw),
      ...sequenceOptions(draw, masking),
      name: draw.name("SimpleRNN"),
    }),
  GRU: (draw: Draw, masking: boolean) =>
    tf.layers.gru({
      ...gatedOptions(draw),
      ...dropoutOptions(draw),
      ...sequenceOptions(draw, masking),
      name: draw.name("GRU"),
    }),
  LSTM: (draw: Draw, masking: boolean) =>
    tf.layers.lstm({
      ...gatedOptions(draw),
      ...dropoutOptions(draw),
      ...(draw.random.chance(0.3) && { unitForgetBias: false }),
      ...sequenceOptions(draw, masking),
      name: draw.name("LSTM"),
    }),
};

type RecurrentName = keyof typeof recurrent;
const recurrentNames = Object.keys(recurrent) as RecurrentName[];

type Cell = Parameters<typeof tf.layers.stackedRNNCells>[0]["cells"][number];

function drawCell(draw: Draw): Cell {
  const make = draw.random.pick<() => Cell>([
    () => tf.layers.simpleRNNCell({ ...cellOptions(draw), name: draw.name("SimpleRNNCell") }),
    () => tf.layers.gruCell({ ...gatedOptions(draw), name: draw.name("GRUCell") }),
    () => tf.layers.lstmCell({ ...gatedOptions(draw), name: draw.name("LSTMCell") }),
  ]);
  return make();
}

const rnn: Kind = {
  name: "RNN",
  mask: "reads",
  add(growth) {
    const { random, masking, name } = growth;
    const cells = Array.from({ length: random.pick([1, 2, 2, 3]) }, () => drawCell(growth));
    const cell =
      cells.length === 1
        ? (cells[0] as (typeof cells)[number])
        : tf.layers.stackedRNNCells({ cells, name: name("StackedRNNCells") });
    const layer = tf.layers.rnn({ cell, ...sequenceOptions(growth, masking), name: name("RNN") });
    growth.apply(layer, [growth.sequence()]);
  },
};

const bidirectional: Kind = {
  name: "Bidirectional",
  mask: "reads",
  add(growth) {
    const { random, masking, name } = growth;
    const layer = recurrent[random.pick(recurrentNames)](growth, masking);
    const mergeMode = random.pick(["concat", "sum", "mul", "ave", null, undefined]);
    const options = { layer, mergeMode, name: name("Bidirectional") };
    growth.apply(tf.layers.bidirectional(options as Parameters<typeof tf.layers.bidirectional>[0]), [
      growth.sequence(),
    ]);
  },
};

const convLstm2d: Kind = {
  name: "ConvLSTM2D",
  mask: "suffers",
  add(growth: Growth) {
    const { random, name } = growth;
    const value = growth.take(4, (shape) => tf.util.sizeFromShape([...shape]) <= 250);
    const [, ...image] = value.shape;
    const { sides, format } = drawLayout(growth, image);
    const { units: filters, ...options } = gatedOptions(growth);
    const layer = tf.layers.convLstm2d({
      ...options,
      ...drawWindow(growth, sides),
      ...format,
      ...(random.chance(0.5) && { returnSequences: true }),
      ...(random.chance(0.3) && { goBackwards: true }),
      filters,
      name: name("ConvLSTM2D"),
    } as unknown as Parameters<typeof tf.layers.convLstm2d>[0]);
    growth.apply(layer, [value]);
  },
};

export const recurrentKinds: Kind[] = [
  ...recurrentNames.map((name): Kind => ({
    name,
    mask: "reads",
    add: (growth) => growth.apply(recurrent[name](growth, growth.masking), [growth.sequence()]),
  })),
  rnn,
  bidirectional,
  convLstm2d,
];
