import * as tf from "@tensorflow/tfjs";
import { wholeNumber, windowFits } from "../arguments/checks";
import { type LayerConfig, single } from "./customLayer";
import { groupedConvolution } from "./groupedConvolution";
import { streamSeed } from "./random";

type Conv2DConfig = Parameters<typeof tf.layers.conv2d>[0];

/** The options that mean the same as in `tf.layers.conv2d`. */
const shared = [
  "filters",
  "kernelSize",
  "strides",
  "padding",
  "activation",
  "useBias",
  "kernelInitializer",
  "biasInitializer",
] as const;

/**
 * `tf.layers.conv2d`'s options and their defaults, and the number of groups. Glorot's normal, the default of
 * `kernelInitializer`, is drawn as the layer's name decides, not by chance.
 */
export interface GroupedConv2DConfig extends LayerConfig, Pick<Conv2DConfig, (typeof shared)[number]> {
  /** Divides the input's channels and the filters; group i of the filters sees group i of the channels. */
  groups: number;
}

/**
 * Convolution in groups, the two towers of AlexNet (Krizhevsky et al. 2012, section 3.5) as one layer: each filter sees
 * the channels of its own group only, which divides weights and multiply-adds by the number of groups.
 *
 * The kernel is [height, width, channels / groups, filters], as in Keras. It starts as the kernels of so many separate
 * layers would: where an initializer asks for the fan-out (Glorot's does), that is the filters of one group. Keras and
 * PyTorch take all of them, though a channel never reaches the others.
 */
export class GroupedConv2D extends tf.layers.Layer {
  static className = "GroupedConv2D";
  kernel!: tf.LayerVariable;
  bias: tf.LayerVariable | null = null;
  readonly activation: Activation;
  private readonly groups: number;
  /** TF.js's layer of the same options. It reads and writes these, and is never built. */
  private readonly ungrouped: Conv2D;

  /** @throws RangeError if `groups` is not a whole number that divides `filters` */
  constructor({ groups, ...config }: GroupedConv2DConfig) {
    super(config);
    this.inputSpec = [new tf.InputSpec({ ndim: 4 })];
    this.groups = divides("filters", config.filters, wholeNumber("groups", groups));
    const { kernelInitializer = tf.initializers.glorotNormal({ seed: streamSeed(1, this.name) }) } = config;
    this.ungrouped = tf.layers.conv2d({
      ...config,
      kernelInitializer,
      name: "ungrouped",
    }) as unknown as Conv2D;
    this.activation = this.ungrouped.activation;
  }

  /** @throws RangeError if `groups` does not divide the input's channels or the kernel is larger than a "valid" input */
  override build(inputShape: [null, number, number, number]): void {
    const channels = inputShape[3];
    this.computeOutputShape(inputShape); // refuses an input that is too small before there are weights
    const { filters, kernelSize, useBias, kernelInitializer, biasInitializer } = this.ungrouped;
    const fanIn = channels / divides("the input's channels", channels, this.groups);
    this.kernel = this.addWeight("kernel", [...kernelSize, fanIn, filters], "float32", kernelInitializer);
    const scale = deviationPerGroup(kernelInitializer, fanIn, filters, this.groups);
    if (scale !== 1) tf.tidy(() => void this.kernel.write(this.kernel.read().mul(scale)));
    if (useBias) this.bias = this.addWeight("bias", [filters], "float32", biasInitializer);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = single(inputs) as tf.Tensor4D;
      const y = groupedConvolution(x, this.kernel.read() as tf.Tensor4D, this.ungrouped);
      return this.activation.apply(this.bias ? y.add(this.bias.read()) : y);
    });
  }

  /** @throws RangeError if the kernel is larger than a "valid" input */
  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const { kernelSize, padding } = this.ungrouped;
    if (padding === "valid") windowFits("kernelSize", kernelSize, inputShape.slice(1, 3));
    return this.ungrouped.computeOutputShape(inputShape) as tf.Shape;
  }

  /** Multiply-adds: each output value takes a window of its group's channels. */
  macs([, , , channels]: [number, number, number, number], outputShape: number[]): number {
    const [height, width] = this.ungrouped.kernelSize;
    return tf.util.sizeFromShape(outputShape) * height * width * (channels / this.groups);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const options = this.ungrouped.getConfig();
    const picked = Object.fromEntries(shared.map((name) => [name, options[name] ?? null]));
    return { ...super.getConfig(), groups: this.groups, ...picked };
  }
}
tf.serialization.registerClass(GroupedConv2D);

/**
 * The layer `GroupedConv2D`: [batch, height, width, channels] → [batch, height', width', filters].
 *
 * @throws RangeError if `groups` does not divide `filters`; when it is applied, RangeError if `groups` does not divide the
 *   input's channels or the kernel does not fit into the input
 */
export function groupedConv2d(config: GroupedConv2DConfig): GroupedConv2D {
  return new GroupedConv2D(config);
}

/** What TF.js's layer makes of its options, and does not declare public. */
interface Conv2D extends tf.layers.Layer {
  filters: number;
  kernelSize: [number, number];
  strides: [number, number];
  padding: "same" | "valid";
  useBias: boolean;
  activation: Activation;
  kernelInitializer: Initializer;
  biasInitializer: Initializer;
}

type Initializer = ReturnType<typeof tf.initializers.zeros>;
type Activation = tf.serialization.Serializable & { apply(x: tf.Tensor): tf.Tensor };

function divides(what: string, count: number, groups: number): number {
  if (wholeNumber(what, count) % groups === 0) return groups;
  throw new RangeError(
    `groups is ${groups}, which does not divide ${what}, ${count}: give a number that divides both filters and channels.`,
  );
}

/**
 * From the deviation that an initializer draws for the whole kernel to the one for a group's. (The window is in both
 * fans and cancels out. Initializers by a fan keep in `mode` which one.)
 */
function deviationPerGroup(initializer: Initializer, fanIn: number, filters: number, groups: number): number {
  const { mode } = initializer.getConfig();
  if (mode === "fanOut") return Math.sqrt(groups);
  if (mode === "fanAvg") return Math.sqrt((fanIn + filters) / (fanIn + filters / groups));
  return 1;
}
