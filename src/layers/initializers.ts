import * as tf from "@tensorflow/tfjs";
import { tensorOfBlocks } from "./blockwise";
import { integer } from "../arguments/checks";
import { type Distribution, normal, truncatedNormal, uniform } from "./distributions";
import { sfc32 } from "./random";

/** What `tf.layers` takes as `kernelInitializer`. */
export type Initializer = ReturnType<typeof tf.initializers.glorotUniform>;

/**
 * Glorot uniform (Glorot and Bengio 2010, equation 16), Keras's default: uniform on ±√(6 / (fanIn + fanOut)).
 *
 * Like the others here it is TF.js's own initializer, drawn by our fast generator: the same seed gives the same
 * weights on every engine, and a saved model names the standard class, so it loads without this project.
 *
 * @throws RangeError if `seed` is not an integer
 */
export function glorotUniform(seed: number): Initializer {
  return drawnFast(tf.initializers.glorotUniform({ seed: integer("seed", seed) }), seed, (fanIn, fanOut) =>
    uniform(Math.sqrt(6 / (fanIn + fanOut))),
  );
}

/** He uniform (He et al. 2015, section 2.2): uniform on ±√(6 / fanIn). @throws RangeError if `seed` is not an integer */
export function heUniform(seed: number): Initializer {
  return drawnFast(tf.initializers.heUniform({ seed: integer("seed", seed) }), seed, (fanIn) =>
    uniform(Math.sqrt(6 / fanIn)),
  );
}

/**
 * He normal (He et al. 2015, equation 10): normal with variance 2 / fanIn, cut like Keras's at two standard
 * deviations of the uncut law. @throws RangeError if `seed` is not an integer
 */
export function heNormal(seed: number): Initializer {
  return drawnFast(tf.initializers.heNormal({ seed: integer("seed", seed) }), seed, (fanIn) =>
    truncatedNormal(Math.sqrt(2 / fanIn)),
  );
}

/**
 * Normal around 0 with one standard deviation for all layers, uncut, as papers before Glorot's rule had it.
 *
 * @param standardDeviation above 0; AlexNet's is 0.01 (Krizhevsky et al. 2012, section 5)
 * @returns the initializer of a seed, as a network's table takes it
 * @throws RangeError if `standardDeviation` is not above 0 or a seed is not an integer
 */
export function randomNormal(standardDeviation: number): (seed: number) => Initializer {
  if (!(standardDeviation > 0 && standardDeviation < Infinity)) {
    throw new RangeError(
      `standardDeviation is ${standardDeviation}: it must be a number above 0, such as 0.01.`,
    );
  }
  const law = { mean: 0, stddev: standardDeviation };
  return (seed) =>
    drawnFast(tf.initializers.randomNormal({ ...law, seed: integer("seed", seed) }), seed, () =>
      normal(standardDeviation),
    );
}

/** Replaces only how the standard initializer draws; its class name and configuration stay. */
function drawnFast(
  standard: Initializer,
  seed: number,
  distribution: (fanIn: number, fanOut: number) => Distribution,
): Initializer {
  standard.apply = (kernelShape) => {
    const shape = kernelShape as number[]; // a kernel's sizes are all known, unlike a feature map's
    const generator = sfc32(seed);
    const draw = distribution(...fans(shape));
    return tensorOfBlocks(shape, (out) => draw(generator, out));
  };
  return standard;
}

/** Inputs and outputs of one unit: the last two axes of a kernel, times the window that it covers. */
function fans(shape: number[]): [fanIn: number, fanOut: number] {
  const window = tf.util.sizeFromShape(shape.slice(0, -2));
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  return [window * inputs, window * outputs];
}
