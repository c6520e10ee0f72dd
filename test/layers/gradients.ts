import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";

interface Options {
  /** h below */
  step?: number;
  /** Share of the gradient's length that a slope may be off */
  tolerance?: number;
}

/** Directions in which each gradient is checked. */
const DIRECTIONS = 6;

/**
 * The gradients of `output` equal central differences, (f(x + h d) - f(x - h d)) / 2h, along random directions d. f is
 * the output times fixed random numbers, summed up in double precision.
 *
 * In float32 such a difference is off by rounding, about 1e-7 / h, and by curvature, about h². With h = 3e-3 both stay
 * below 1e-4 where values and curvature are of the order of 1. The function must be smooth within h of where it stands:
 * keep it off the kink of a ReLU and the ties of a maximum.
 *
 * @param variables by name, all that `output` depends on; they are as before afterwards
 */
export function assertGradients(
  output: () => tf.Tensor,
  variables: Readonly<Record<string, tf.Variable>>,
  { step = 3e-3, tolerance = 1e-3 }: Options = {},
): void {
  tf.tidy(() => {
    const cotangent = tf.randomNormal(output().shape, 0, 1, "float32", 1);
    const f = () => dot(output(), cotangent);
    const { grads } = tf.variableGrads(() => output().mul(cotangent).sum(), Object.values(variables));
    for (const [name, variable] of Object.entries(variables)) {
      const start = variable.clone();
      const gradient = grads[variable.name] as tf.Tensor;
      const length = Math.sqrt(dot(gradient, gradient));
      assert.ok(length > 0, `${name}: the gradient is 0 everywhere, so nothing is checked`);
      for (let seed = 2; seed < DIRECTIONS + 2; seed++) {
        const direction = tf.randomNormal(start.shape, 0, 1, "float32", seed);
        const at = (distance: number) => {
          variable.assign(start.add(direction.mul(distance)));
          return f();
        };
        const measured = (at(step) - at(-step)) / (2 * step);
        const claimed = dot(gradient, direction);
        const off = Math.abs(measured - claimed) / length;
        assert.ok(
          off < tolerance,
          `${name}: slope ${claimed} by its gradient, ${measured} measured (${off})`,
        );
      }
      variable.assign(start);
    }
  });
}

/** The gradients of a layer's input and of its trainable weights, at the values that these have. */
export function assertLayerGradients(layer: tf.layers.Layer, input: tf.Tensor, options?: Options): void {
  const x = tf.variable(input);
  const output = () => layer.apply(x) as tf.Tensor;
  output().dispose(); // the first call makes the weights
  const variables: Record<string, tf.Variable> = { input: x };
  for (const weight of layer.trainableWeights) variables[weight.originalName] = weight["val"];
  assertGradients(output, variables, options);
  x.dispose();
}

function dot(a: tf.Tensor, b: tf.Tensor): number {
  const [left, right] = [a.dataSync<"float32">(), b.dataSync<"float32">()];
  return left.reduce((sum, value, i) => sum + value * (right[i] as number), 0);
}
