import * as tf from "@tensorflow/tfjs";
import { windowFits } from "../arguments/checks";
import { type LayerConfig, single } from "./customLayer";

type PoolingConfig = Parameters<typeof tf.layers.averagePooling2d>[0];

/** `tf.layers.averagePooling2d`'s options and their defaults. */
export interface L2Pooling2DConfig
  extends LayerConfig, Pick<PoolingConfig, "poolSize" | "strides" | "padding"> {}

/**
 * L2-norm pooling: the root of the sum of squares over each window, channel by channel. It is Lp pooling with p = 2
 * (Sermanet et al. 2012, arXiv:1204.3968, section 2.2) with equal weights, PyTorch's `LPPool2d(2, …)`: the sum, not the
 * mean, so that a window of equal values gives more than they are. Padding adds zeros, which change no sum.
 *
 * The gradient of a window of zeros, where the root has none, is 0.
 */
export class L2Pooling2D extends tf.layers.Layer {
  static className = "L2Pooling2D";
  /** TF.js's layer of the same options. It reads and writes these, and pools nothing. */
  private readonly windows: Pooling2D;

  constructor(config: L2Pooling2DConfig = {}) {
    super(config);
    this.inputSpec = [new tf.InputSpec({ ndim: 4 })];
    this.windows = tf.layers.averagePooling2d({ ...config, name: "windows" }) as unknown as Pooling2D;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { poolSize, strides } = this.windows;
    return tf.tidy(() => {
      const squares = this.padded(single(inputs).square());
      const means = tf.avgPool(squares, poolSize, strides, "valid");
      return root(means.mul(poolSize[0] * poolSize[1]));
    });
  }

  /** With the zeros that "same" asks for. They are added here because the mean of avgPool "same" leaves them out. */
  private padded(x: tf.Tensor): tf.Tensor4D {
    const { poolSize, strides, padding } = this.windows;
    const shape = x.shape as [number, number, number, number];
    const { padInfo } = tf.backend_util.computePool2DInfo(shape, poolSize, strides, 1, padding);
    const { top, bottom, left, right } = padInfo;
    return tf.pad(x as tf.Tensor4D, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]);
  }

  /** @throws RangeError if the window is larger than a "valid" input */
  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const { poolSize, padding } = this.windows;
    if (padding === "valid") windowFits("poolSize", poolSize, inputShape.slice(1, 3));
    return this.windows.computeOutputShape(inputShape) as tf.Shape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { poolSize, strides, padding } = this.windows;
    return { ...super.getConfig(), poolSize, strides, padding };
  }
}
tf.serialization.registerClass(L2Pooling2D);

/**
 * The layer `L2Pooling2D`: [batch, height, width, channels] → [batch, height', width', channels].
 *
 * @throws RangeError when it is applied to an input that its window does not fit into
 */
export function l2Pooling2d(config?: L2Pooling2DConfig): L2Pooling2D {
  return new L2Pooling2D(config);
}

/** The square root, whose gradient at 0 is taken to be 0. */
function root(x: tf.Tensor): tf.Tensor {
  const differentiable = tf.customGrad((...given) => {
    const [x, save] = given as [tf.Tensor, tf.GradSaveFunc];
    const y = x.sqrt();
    save([y]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, [y]: tf.Tensor[]) => dy.divNoNan((y as tf.Tensor).mul(2)),
    };
  });
  return differentiable(x);
}

/** What TF.js's layer makes of its options, and does not declare public. */
interface Pooling2D extends tf.layers.Layer {
  poolSize: [number, number];
  strides: [number, number];
  padding: "same" | "valid";
}
