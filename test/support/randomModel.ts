import * as tf from "@tensorflow/tfjs";
import { discard } from "../../src/engines/discard";
import { streamSeed } from "../../src/layers/random";
import { Growth } from "./random/growth";
import { drawInputs, type InputRecipe } from "./random/inputs";
import { layerKinds, structures } from "./random/kinds";
import type { Kind } from "./random/kinds/kind";
import { Random } from "./random/random";
import { allLayers, drawWeights } from "./random/weights";

export interface RandomModel {
  model: tf.LayersModel;
  inputs: InputRecipe[];
}

/** Kinds that each model is made for: with five, 300 models have each of 75 kinds at least 20 times. */
const THEMES = 5;
/** How much another input must move each output, as a share of its largest value. */
const RESPONSE = 1e-2;
const ATTEMPTS = 200;

/**
 * A valid random model of small layers, the same for the same seed on every machine; the weights are random, too.
 *
 * It answers: other inputs move each of its outputs by more than 1 % of the largest value, and no value is huge.
 * Seeds that follow each other are dealt their kinds like cards, deck by deck, so all kinds come equally often.
 *
 * @param supports which kinds of layers (by TF.js's class name) it may have; all that are in the table by default
 * @throws Error if the current backend is not "cpu", which decides what the weights and the answers are
 */
export function randomModel(seed: number, supports: (kind: string) => boolean = () => true): RandomModel {
  if (tf.getBackend() !== "cpu") {
    throw new Error(
      `The backend is ${tf.getBackend()}: random models are the same everywhere on cpu only, set that.`,
    );
  }
  const kinds = [...layerKinds.filter(({ name }) => supports(name)), ...structures];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const random = new Random(streamSeed(seed, `attempt ${attempt}`));
    const made = grow(`random_${seed}`, themes(seed, kinds), kinds, random, supports);
    if (responds(made)) return made;
    discard(made.model);
  }
  throw new Error(`No model of seed ${seed} answers to its inputs, in ${ATTEMPTS} attempts.`);
}

/** How often each kind is in a model, in nested models and wrappers too. */
export function kindsIn(model: tf.LayersModel): string[] {
  const layers = allLayers(model);
  const shared = layers.some((layer) => !(layer instanceof tf.LayersModel) && layer.inboundNodes.length > 1);
  return [...layers.map((layer) => layer.getClassName()), ...(shared ? ["shared layer"] : [])];
}

/** The kinds that a model is made for: the next cards of a deck that has each kind once. */
function themes(seed: number, kinds: readonly Kind[]): Kind[] {
  return Array.from({ length: THEMES }, (_, i) => {
    const card = seed * THEMES + i;
    const deck = new Random(streamSeed(Math.floor(card / kinds.length), "deck"));
    return deck.shuffled(kinds)[card % kinds.length] as Kind;
  });
}

function grow(
  name: string,
  wanted: readonly Kind[],
  kinds: readonly Kind[],
  random: Random,
  supports: (kind: string) => boolean,
): RandomModel {
  const suffers = wanted.some(({ mask }) => mask === "suffers");
  const masks = wanted.some((kind) => kind.name === "Masking") || random.chance(0.1);
  const growth = new Growth(random, supports, supports("Masking") && masks && !suffers);
  const possible = ({ name, mask }: Kind) => (growth.masking ? mask !== "suffers" : name !== "Masking");
  const more = Array.from({ length: random.whole(0, 3) }, () => random.pick(kinds));
  for (const kind of random.shuffled([...wanted, ...more]).filter(possible)) kind.add(growth);
  const model = growth.finish(name);
  const inputs = growth.inputs.map(({ recipe }) => recipe);
  const images = drawInputs(inputs, 4, 1);
  drawWeights(model, random, images);
  tf.dispose(images);
  return { model, inputs };
}

function responds({ model, inputs }: RandomModel): boolean {
  return tf.tidy(() => {
    const [some, others] = [2, 3].map((seed) => predict(model, drawInputs(inputs, 2, seed))) as [
      tf.Tensor[],
      tf.Tensor[],
    ];
    return some.every((output, i) => {
      const largest = most(output);
      const moved = most(output.sub(others[i] as tf.Tensor));
      return largest > 1e-3 && largest < 1e3 && moved > RESPONSE * largest; // false for NaN, too
    });
  });
}

/** The model's outputs in a list. */
export function predict(model: tf.LayersModel, inputs: tf.Tensor[]): tf.Tensor[] {
  const outputs = model.predict(inputs);
  return Array.isArray(outputs) ? outputs : [outputs];
}

function most(x: tf.Tensor): number {
  return x.abs().max().dataSync<"float32">()[0] as number;
}
