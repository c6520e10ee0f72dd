import * as tf from "@tensorflow/tfjs";
import { integer, wholeNumber } from "../arguments/checks";
import { uniform } from "./distributions";
import type { Initializer } from "./initializers";
import { sfc32 } from "./random";

/** TF.js has the class of all initializers, but exports no name for it. */
const BaseInitializer = Object.getPrototypeOf(
  tf.initializers.zeros().constructor,
) as tf.serialization.SerializableConstructor<Initializer>;

interface Config {
  seed: number;
  fanIn: number | number[];
}

/** See `lecunUniform1998`. It is a class of its own because no standard one knows several fan-ins. */
class LecunUniform1998 extends BaseInitializer {
  static override className = "LecunUniform1998";

  private readonly config: Config;

  constructor({ seed, fanIn }: Config) {
    super();
    this.config = { seed: integer("seed", seed), fanIn };
    for (const inputs of [fanIn].flat()) wholeNumber("fanIn", inputs);
  }

  override apply(kernelShape: tf.Shape): tf.Tensor {
    const shape = kernelShape as number[];
    const fanIns = [this.config.fanIn].flat();
    const units = shape.at(-1);
    if (fanIns.length !== 1 && fanIns.length !== units) {
      throw new RangeError(
        `fanIn has ${fanIns.length} numbers, but the last axis of the weights [${shape.join(", ")}] has ${units}: ` +
          `give one for each, or one for all.`,
      );
    }
    const values = new Float32Array(tf.util.sizeFromShape(shape));
    uniform(2.4)(sfc32(this.config.seed), values);
    return tf.tensor(
      values.map((value, i) => value / (fanIns[i % fanIns.length] as number)),
      shape,
    );
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...this.config };
  }
}
tf.serialization.registerClass(LecunUniform1998);

/**
 * The start of LeNet-5's weights (LeCun et al. 1998, appendix A): uniform on ±2.4 / F, F the inputs of the unit that the
 * weight belongs to. (Keras's "LeCun uniform", on ±√(3 / F), is a later rule.) The same seed gives the same weights on
 * every engine.
 *
 * @param fanIn F, or a list with one F for each index of the weights' last axis, where the units differ
 * @throws RangeError if `seed` is not an integer or an F is not a whole number of at least 1; when it draws, if the list's length is wrong
 */
export function lecunUniform1998(seed: number, fanIn: number | number[]): Initializer {
  return new LecunUniform1998({ seed, fanIn });
}
