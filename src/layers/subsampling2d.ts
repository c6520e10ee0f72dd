import * as tf from "@tensorflow/tfjs";
import { anyInitializer, initializerConfig, type InitializerIdentifier } from "./anyInitializer";
import { type LayerConfig, single } from "./customLayer";
import type { Initializer } from "./initializers";
import { squash } from "./scaledTanh";

export interface Subsampling2DConfig extends LayerConfig {
  /** How the coefficients start; by default at 1/4, with which the sum of a window is its mean */
  coefficientInitializer?: InitializerIdentifier;
}

/** Side of a window, and how far it moves. */
const SIDE = 2;
const AREA = SIDE * SIDE;

/**
 * LeNet-5's subsampling (LeCun et al. 1998, section II.A and layer S2 of II.B): the four values of a 2 x 2 window are
 * added, multiplied by a coefficient and added to a bias, both trained and one of each for a map; the result passes
 * through the scaled tanh. A small coefficient leaves the tanh linear, and the layer blurs; a large one makes it a noisy
 * OR or AND of the four, as the bias has it.
 *
 * Windows do not overlap. Of an odd size the last row or column is left out. It scales and shifts each sum, as batch norm
 * does each value, so it has no MACs by the convention of `cost`.
 */
export class Subsampling2D extends tf.layers.Layer {
  static className = "Subsampling2D";
  private readonly coefficientInitializer: Initializer;
  private coefficients!: tf.LayerVariable;
  private biases!: tf.LayerVariable;

  constructor({ coefficientInitializer, ...config }: Subsampling2DConfig = {}) {
    super(config);
    this.inputSpec = [new tf.InputSpec({ ndim: 4 })];
    this.coefficientInitializer = coefficientInitializer
      ? anyInitializer(coefficientInitializer)
      : tf.initializers.constant({ value: 1 / AREA });
  }

  override build(inputShape: [null, number, number, number]): void {
    const maps = inputShape[3];
    this.computeOutputShape(inputShape); // refuses maps that are too small before there are weights
    this.coefficients = this.addWeight("coefficient", [maps], "float32", this.coefficientInitializer);
    this.biases = this.addWeight("bias", [maps], "float32", tf.initializers.zeros());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const means = tf.avgPool(single(inputs) as tf.Tensor4D, SIDE, SIDE, "valid");
      return squash(means.mul(this.coefficients.read().mul(AREA)).add(this.biases.read()));
    });
  }

  /** @throws RangeError if a side is too small for a window */
  override computeOutputShape([batch, height, width, maps]: [null, number, number, number]): tf.Shape {
    return [batch, windows("height", height), windows("width", width), maps];
  }

  /** Of one image: each output is connected to its window's values and to its bias. */
  connections(_: number[], [, ...output]: number[]): number {
    return tf.util.sizeFromShape(output) * (AREA + 1);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      coefficientInitializer: initializerConfig(this.coefficientInitializer),
    };
  }
}
tf.serialization.registerClass(Subsampling2D);

/**
 * The layer `Subsampling2D`: [batch, height, width, maps] → [batch, ⌊height / 2⌋, ⌊width / 2⌋, maps], 2 x maps parameters.
 *
 * @throws RangeError when it is applied to maps with a side below 2
 */
export function subsampling2d(config?: Subsampling2DConfig): Subsampling2D {
  return new Subsampling2D(config);
}

/** How many windows lie along a side; an open side stays open. */
function windows(side: string, length: number | null): number | null {
  if (length === null) return null;
  if (length >= SIDE) return Math.floor(length / SIDE);
  throw new RangeError(
    `The ${side} of the maps is ${length}: subsampling needs at least ${SIDE}. Give it a larger image.`,
  );
}
