import * as tf from "@tensorflow/tfjs";
import { valueText, wholeNumber } from "../arguments/checks";
import { type LayerConfig, single } from "./customLayer";

/** The constants in TensorFlow's words; the paper's k is `bias`, its n is 2 x `depthRadius` + 1. */
interface Constants {
  /** How many channels on either side belong to a channel's neighbourhood; 2 by default, so that n = 5 */
  depthRadius: number;
  /** k, which keeps the divisor off 0; 2 by default */
  bias: number;
  /** Weight of the sum of squares; 1e-4 by default */
  alpha: number;
  /** The exponent; 0.75 by default */
  beta: number;
}

export type LocalResponseNormalizationConfig = Partial<Constants> & LayerConfig;

const paper: Constants = { depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75 };

/**
 * Local response normalization (Krizhevsky et al. 2012, section 3.3), by default with the paper's constants:
 *
 *     b[i] = a[i] / (k + alpha · sum of a[j]²)^beta,   j from i - n/2 to i + n/2 where there is such a channel
 *
 * As in the paper and in TensorFlow, alpha weighs the sum. Caffe and PyTorch divide it by n, so that their networks
 * with the paper's 1e-4 normalize by a fifth of it; their alpha of 5e-4 is the paper's.
 */
export class LocalResponseNormalization extends tf.layers.Layer {
  static className = "LocalResponseNormalization";
  private readonly constants: Constants;

  /** @throws RangeError if `depthRadius` is not a whole number or another constant is not above 0 */
  constructor(config: LocalResponseNormalizationConfig = {}) {
    super(config);
    this.inputSpec = [new tf.InputSpec({ ndim: 4 })];
    const { depthRadius = paper.depthRadius, bias = paper.bias } = config;
    const { alpha = paper.alpha, beta = paper.beta } = config;
    wholeNumber("depthRadius", depthRadius, 0);
    this.constants = { depthRadius, bias, alpha, beta };
    for (const name of ["bias", "alpha", "beta"] as const) {
      const value = this.constants[name];
      if (Number.isFinite(value) && value > 0) continue;
      throw new RangeError(
        `${name} is ${valueText(value)}: it must be above 0, such as the paper's ${paper[name]}.`,
      );
    }
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { depthRadius, bias, alpha, beta } = this.constants;
    const x = single(inputs) as tf.Tensor4D;
    return tf.localResponseNormalization(x, depthRadius, bias, alpha, beta);
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.constants };
  }
}
tf.serialization.registerClass(LocalResponseNormalization);

/**
 * The layer `LocalResponseNormalization`: [batch, height, width, channels] → the same.
 *
 * @throws RangeError if `depthRadius` is not a whole number or another constant is not above 0
 */
export function localResponseNormalization(
  config?: LocalResponseNormalizationConfig,
): LocalResponseNormalization {
  return new LocalResponseNormalization(config);
}
