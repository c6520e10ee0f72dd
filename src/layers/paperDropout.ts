import * as tf from "@tensorflow/tfjs";
import { integer } from "../arguments/checks";
import { type LayerConfig, single } from "./customLayer";
import { keepMask } from "./keepMask";
import { sfc32, streamSeed } from "./random";

export type PaperDropoutConfig = LayerConfig & {
  /** The paper's p: the share of values that stay. It is 1 minus the `rate` of `tf.layers.dropout`. */
  keepProbability: number;
  /** Decides the masks, a new one at each step; by default the layer's name does. `fit` takes its own seed instead. */
  seed?: number | null;
};

/**
 * Dropout as its paper has it (Srivastava et al. 2014, sections 4 and 10): in training a value stays as it is with
 * probability p and is 0 otherwise; at test time every value is there, times p, so that the next layer meets what it
 * met on average in training.
 *
 * `tf.layers.dropout`, like all frameworks, divides by p in training and does nothing at test time ("inverted
 * dropout"). The two are equal in expectation up to the factor p, which the next layer's weights can take in.
 */
export class PaperDropout extends tf.layers.Layer {
  static className = "PaperDropout";
  private readonly keepProbability: number;
  private readonly seed: number;
  private readonly generator;

  /** @throws RangeError if `keepProbability` is outside (0, 1] or `seed` is not an integer */
  constructor({ keepProbability, seed = null, ...config }: PaperDropoutConfig) {
    super(config);
    this.keepProbability = probability(keepProbability);
    this.seed = seed === null ? streamSeed(1, this.name) : integer("seed", seed);
    this.generator = sfc32(this.seed);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    const x = single(inputs);
    return tf.tidy(() =>
      x.mul(
        training === true
          ? keepMask(x.shape, { probability: this.keepProbability, value: 1 }, this.generator)
          : this.keepProbability,
      ),
    );
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), keepProbability: this.keepProbability, seed: this.seed };
  }
}
tf.serialization.registerClass(PaperDropout);

/**
 * The layer `PaperDropout`: any shape → the same.
 *
 * @throws RangeError if `keepProbability` is outside (0, 1] or `seed` is not an integer
 */
export function paperDropout(config: PaperDropoutConfig): PaperDropout {
  return new PaperDropout(config);
}

function probability(value: number): number {
  if (value > 0 && value <= 1) return value;
  throw new RangeError(
    `keepProbability is ${value}: it must be the share of values that stay, above 0 and at most 1 (all of them).`,
  );
}
