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
/** And how much a change of any weight must move some output: ten times what an export may be off. */
const RESPONSE_TO_WEIGHTS = 1e-3;
const ATTEMPTS = 200;

/**
 * A valid random model of small layers, the same for the same seed on every machine; the weights are random, too.
 *
 * It answers: other inputs move each of its outputs by more than 1 % of the largest value, a change of any weight moves
 * one by more than 0.1 %, and no value is huge.
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

/** Whether other inputs move every output, and every weight some output. */
function responds({ model, inputs }: RandomModel): boolean {
  return tf.tidy(() => {
    const given = drawInputs(inputs, 2, 2);
    const outputs = predict(model, given);
    const scales = outputs.map(most);
    if (!scales.every((largest) => largest > 1e-3 && largest < 1e3)) return false; // NaN is neither
    const moved = (others: tf.Tensor[]) =>
      others.map((other, i) => most(other.sub(outputs[i] as tf.Tensor)) / (scales[i] as number));
    const byInputs = moved(predict(model, drawInputs(inputs, 2, 3)));
    return (
      byInputs.every((share) => share > RESPONSE) &&
      model.weights.every((weight) =>
        moved(withChanged(weight, () => predict(model, given))).some((share) => share > RESPONSE_TO_WEIGHTS),
      )
    );
  });
}

/** What `work` returns while the weight has its values in reverse and a quarter larger. */
function withChanged<T>(weight: tf.LayerVariable, work: () => T): T {
  const values = weight.read().clone();
  weight.write(values.reverse().mul(1.25));
  const result = work();
  weight.write(values);
  return result;
}

/** The model's outputs in a list. */
export function predict(model: tf.LayersModel, inputs: tf.Tensor[]): tf.Tensor[] {
  const outputs = model.predict(inputs);
  return Array.isArray(outputs) ? outputs : [outputs];
}

function most(x: tf.Tensor): number {
  return x.abs().max().dataSync<"float32">()[0] as number;
}
