import * as tf from "@tensorflow/tfjs";
import type { InputRecipe } from "./inputs";
import type { Random } from "./random";

/** A tensor of the model that grows. */
export interface Value {
  tensor: tf.SymbolicTensor;
  /** Without the batch */
  shape: number[];
  /** Whether TF.js carries a mask of its time steps along. */
  masked: boolean;
  /** Whether no other layer may take it: it holds indices, or has a size that TF.js leaves open. */
  closed: boolean;
}

/** What a new layer is drawn with: the numbers, and a name that no other has. */
export interface Draw {
  random: Random;
  name: (kind: string) => string;
}

type Fits = (shape: readonly number[]) => boolean;

/** Values a layer may take at most, so that a model answers in milliseconds. */
const LARGEST = 400;
const MOST_INPUTS = 3;
const MOST_OUTPUTS = 3;

/** A model while it grows: its inputs, its tensors so far, and the ways to one that suits the next layer. */
export class Growth implements Draw {
  readonly inputs: { tensor: tf.SymbolicTensor; recipe: InputRecipe }[] = [];
  /** Layers of one input, which another value may share. */
  readonly layers: { layer: tf.layers.Layer; shape: number[] }[] = [];
  private readonly values: Value[] = [];
  private readonly used = new Set<Value>();
  private readonly numbers = new Map<string, number>();

  /**
   * @param supports whether there may be layers of this kind
   * @param masking whether layers that read masks get one: TF.js hands a mask to every layer that it runs later, of
   *   whatever branch, so either all of them have one or none
   */
  constructor(
    readonly random: Random,
    readonly supports: (kind: string) => boolean,
    readonly masking: boolean,
  ) {}

  readonly name = (kind: string): string => {
    const number = (this.numbers.get(kind) ?? 0) + 1;
    this.numbers.set(kind, number);
    return `${kind.toLowerCase()}_${number}`;
  };

  /** Applies a layer and keeps what it makes; the values it took are no longer ends. */
  apply(layer: tf.layers.Layer, from: readonly Value[]): Value[] {
    const made = outputsOf(
      layer,
      from.map(({ tensor }) => tensor),
    );
    const masked = makesMask(layer) || (from.some((value) => value.masked) && passesMask(layer));
    from.forEach((value) => this.used.add(value));
    const shape = from[0]?.shape;
    if (from.length === 1 && shape && !from[0]?.closed) this.layers.push({ layer, shape });
    return made.map((tensor) => {
      const closed = tensor.shape.slice(1).includes(null);
      return this.keep({ tensor, shape: tensor.shape.slice(1) as number[], masked, closed });
    });
  }

  /** A value of this rank (without the batch) that fits: one that is there, one made of such, or a new input. */
  take(rank: number, fits: Fits = () => true, { masked = true } = {}): Value {
    const there = this.open().filter(
      (value) => value.shape.length === rank && fits(value.shape) && (masked || !value.masked),
    );
    if (there.length > 0 && this.random.chance(0.8)) return this.oneOf(there);
    return this.reach(this.shape(rank, fits));
  }

  /** A value of exactly this shape and without a mask, other than those given. */
  like(shape: readonly number[], others: readonly Value[]): Value {
    const there = this.open().filter(
      (value) => !value.masked && !others.includes(value) && value.shape.join() === shape.join(),
    );
    if (there.length > 0 && this.random.chance(0.7)) return this.oneOf(there);
    return this.reach(shape);
  }

  /** A sequence for a layer that reads masks: with one in a model that masks, else without. */
  sequence(): Value {
    if (!this.masking) return this.take(2);
    const there = this.open().filter(({ masked, shape }) => masked && shape.length === 2);
    return there.length > 0 && this.random.chance(0.7) ? this.oneOf(there) : this.maskedSequence();
  }

  /** A new sequence, masked where an input has steps to skip. */
  maskedSequence(): Value {
    const maskValue = this.random.pick([0, 0, 0.5]);
    const input = this.input({ shape: this.shape(2), dtype: "float32", masked: maskValue });
    const layer = tf.layers.masking({ maskValue, name: this.name("Masking") });
    return this.apply(layer, [input])[0] as Value;
  }

  readonly input = (recipe: InputRecipe): Value => {
    const { shape, dtype } = recipe;
    const tensor = tf.input({ shape, dtype, name: this.name("Input") });
    this.inputs.push({ tensor, recipe });
    const value = { tensor, shape: [...shape], masked: false, closed: recipe.vocabulary !== undefined };
    return this.keep(value);
  };

  /** A small shape of this rank: odd and even sizes, few channels. */
  shape(rank: number, fits: Fits = () => true): number[] {
    for (let tries = 0; tries < 1000; tries++) {
      const sizes = SIZES[rank - 1] as [number, number][];
      const shape = sizes.map(([least, most]) => this.random.whole(least, most));
      if (fits(shape)) return shape;
    }
    throw new Error(`No shape of rank ${rank} fits: widen SIZES or what the layer takes.`);
  }

  /** The model of all that has grown. Ends become its outputs; where these are many, some are joined. */
  finish(name: string): tf.LayersModel {
    const canJoin = ["Flatten", "Concatenate"].every(this.supports);
    while (canJoin && this.ends().length > MOST_OUTPUTS && this.joinTwoEnds());
    const outputs = this.ends();
    const between = this.values.filter(
      (value) => this.used.has(value) && !this.inputs.some(({ tensor }) => tensor === value.tensor),
    );
    if (between.length > 0 && this.random.chance(0.2)) outputs.push(this.random.pick(between));
    return tf.model({
      name,
      inputs: this.inputs.map(({ tensor }) => tensor),
      outputs: this.random.shuffled(outputs).map(({ tensor }) => tensor),
    });
  }

  /** A value made into this shape by a dense layer, or a new input of it. */
  private reach(shape: readonly number[]): Value {
    const sources = ["Flatten", "Dense", "Reshape"].every(this.supports) ? this.open() : [];
    const roomForInput = this.inputs.length < MOST_INPUTS;
    if (sources.length === 0 || (roomForInput && (size(shape) > 120 || this.random.chance(0.4)))) {
      return this.input({ shape: [...shape], dtype: "float32" });
    }
    const units = tf.layers.dense({ units: size(shape), name: this.name("Dense") });
    const [dense] = this.apply(units, [this.flat(this.oneOf(sources))]) as [Value];
    if (shape.length === 1) return dense;
    const target = tf.layers.reshape({ targetShape: [...shape], name: this.name("Reshape") });
    return this.apply(target, [dense])[0] as Value;
  }

  private flat(value: Value): Value {
    if (value.shape.length === 1) return value;
    return this.apply(tf.layers.flatten({ name: this.name("Flatten") }), [value])[0] as Value;
  }

  private joinTwoEnds(): boolean {
    const [a, b] = this.random.shuffled(this.ends().filter(({ closed }) => !closed));
    if (!a || !b) return false;
    this.apply(tf.layers.concatenate({ name: this.name("Concatenate") }), [this.flat(a), this.flat(b)]);
    return true;
  }

  private open(): Value[] {
    return this.values.filter(({ shape, closed }) => !closed && size(shape) <= LARGEST);
  }

  private ends(): Value[] {
    return this.values.filter((value) => !this.used.has(value));
  }

  /** One of these, rather one that nothing has taken yet: so the model grows deep, with branches here and there. */
  private oneOf(values: readonly Value[]): Value {
    const ends = values.filter((value) => !this.used.has(value));
    return this.random.pick(ends.length > 0 && this.random.chance(0.7) ? ends : values);
  }

  private keep(value: Value): Value {
    this.values.push(value);
    return value;
  }
}

/** The least and largest size of each axis, by rank: vectors, sequences, images, volumes or sequences of images. */
const SIZES: [number, number][][] = [
  [[2, 10]],
  [
    [3, 8],
    [1, 6],
  ],
  [
    [3, 9],
    [3, 9],
    [1, 6],
  ],
  [
    [2, 5],
    [3, 5],
    [3, 5],
    [1, 4],
  ],
];

function size(shape: readonly number[]): number {
  return tf.util.sizeFromShape([...shape]);
}

/** What a layer makes of tensors. */
export function outputsOf(
  layer: tf.layers.Layer,
  tensors: readonly tf.SymbolicTensor[],
): tf.SymbolicTensor[] {
  const shapes = tensors.map(({ shape }) => shape);
  // Copies, since TF.js's CenterCrop and CategoryEncoding write the shape that they make into their input's.
  for (const tensor of tensors) Object.assign(tensor, { shape: [...tensor.shape] });
  const made = layer.apply(tensors.length === 1 ? (tensors[0] as tf.SymbolicTensor) : [...tensors]);
  tensors.forEach((tensor, i) => Object.assign(tensor, { shape: shapes[i] }));
  return (Array.isArray(made) ? made : [made]) as tf.SymbolicTensor[];
}

function makesMask(layer: tf.layers.Layer): boolean {
  return layer.getClassName() === "Masking" || layer.getConfig()["maskZero"] === true;
}

/** As TF.js has it: recurrent layers that return their last output only end the mask. */
function passesMask(layer: tf.layers.Layer): boolean {
  const { supportsMasking, returnSequences = true } = layer as tf.layers.Layer & {
    returnSequences?: boolean;
  };
  return supportsMasking && returnSequences;
}
