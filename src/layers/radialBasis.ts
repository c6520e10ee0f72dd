import * as tf from "@tensorflow/tfjs";
import { type LayerConfig, single } from "./customLayer";

export interface RadialBasisConfig extends LayerConfig {
  /** [units][inputs]: the centre of each unit. The network cannot change them. */
  targets: readonly (readonly number[])[];
}

/**
 * LeNet-5's output layer (LeCun et al. 1998, equation 7): radial basis functions, each unit the squared distance between
 * the input and its target,
 *
 *     y[i] = sum over j of (x[j] - w[i][j])²
 *
 * 0 is a perfect match and the smallest output wins: a class is `argMin`, not `argMax`. The targets are weights that
 * training leaves alone. A distance multiplies no value by a weight, so by the convention of `cost` it has no MACs.
 */
export class RadialBasis extends tf.layers.Layer {
  static className = "RadialBasis";
  private readonly targets: number[][];
  private centres!: tf.LayerVariable;

  /** @throws TypeError if `targets` is not a list of lists, RangeError if these differ in length or hold no number */
  constructor({ targets, ...config }: RadialBasisConfig) {
    super(config);
    this.inputSpec = [new tf.InputSpec({ ndim: 2 })];
    this.targets = checked(targets);
  }

  /** @throws RangeError if the targets have another length than the input */
  override build([, inputs]: [null, number]): void {
    const shape = [this.targets.length, this.length];
    if (inputs !== this.length) {
      throw new RangeError(
        `targets have ${this.length} numbers each, but the layer's input has ${inputs}: give as many.`,
      );
    }
    this.centres = this.addWeight("targets", shape, "float32", tf.initializers.zeros(), undefined, false);
    tf.tidy(() => void this.centres.write(tf.tensor2d(this.targets)));
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    // Not tf.squaredDifference: its gradient is wrong where shapes broadcast.
    return tf.tidy(() => single(inputs).expandDims(1).sub(this.centres.read()).square().sum(-1));
  }

  override computeOutputShape([batch]: [null, number]): tf.Shape {
    return [batch, this.targets.length];
  }

  /** Of one image: each unit is connected to all inputs, and has no bias. */
  connections(): number {
    return this.targets.length * this.length;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), targets: this.targets };
  }

  private get length(): number {
    return this.targets[0]?.length as number;
  }
}
tf.serialization.registerClass(RadialBasis);

/**
 * The layer `RadialBasis`: [batch, inputs] → [batch, units], squared distances.
 *
 * @throws TypeError, RangeError if `targets` is not [units][inputs] of numbers, or later does not fit the input
 */
export function radialBasis(config: RadialBasisConfig): RadialBasis {
  return new RadialBasis(config);
}

function checked(targets: RadialBasisConfig["targets"]): number[][] {
  const rows: readonly unknown[] = Array.isArray(targets) ? targets : [];
  if (!rows.every(Array.isArray) || !rows[0]?.length) {
    throw new TypeError(
      `targets is ${JSON.stringify(targets)}: it must be a list with one list of numbers for each unit.`,
    );
  }
  return targets.map((target, unit) => {
    const odd = target.findIndex((value) => !Number.isFinite(value));
    if (odd !== -1)
      throw new RangeError(`targets[${unit}][${odd}] is ${target[odd]}: it must be a finite number.`);
    if (target.length === targets[0]?.length) return [...target];
    throw new RangeError(
      `targets[${unit}] has ${target.length} numbers, targets[0] has ${targets[0]?.length}: give as many.`,
    );
  });
}
