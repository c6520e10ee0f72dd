import * as tf from "@tensorflow/tfjs";
import { anyInitializer, initializerConfig, type InitializerIdentifier } from "./anyInitializer";
import { wholeNumber } from "../arguments/checks";
import { type Connection, connectionsOf, type ConnectionTable } from "./connectionTable";
import { type LayerConfig, single } from "./customLayer";
import type { Initializer } from "./initializers";
import { streamSeed } from "./random";

export interface PartialConv2DConfig extends LayerConfig {
  /** A row for each input map, a column for each output map: 1 where the output map sees the input map, else 0 */
  table: ConnectionTable;
  /** Side of the window */
  kernelSize: number;
  /** Draws the kernel as it is stored, [side, side, connections]; by default uniform on ±0.05, as the layer's name decides */
  kernelInitializer?: InitializerIdentifier;
}

/**
 * Convolution in which each output map sees only the input maps that a table names: LeNet-5's C3 (LeCun et al. 1998,
 * section II.B and table I). Strides 1, no padding, a bias for each output map.
 *
 * Only weights of connections exist. The kernel is [side, side, connections], the connections in the order of the output
 * maps and for each in that of the input maps: 25 x 60 weights for C3, not the 25 x 96 of a kernel with zeros in it.
 * To compute, it is spread over such a kernel, since engines are faster at one whole convolution than at sixteen small
 * ones; its gradient comes back by the same way.
 */
export class PartialConv2D extends tf.layers.Layer {
  static className = "PartialConv2D";
  kernel!: tf.LayerVariable;
  bias!: tf.LayerVariable;
  private readonly table: number[][];
  private readonly kernelSize: number;
  private readonly kernelInitializer: Initializer;
  private readonly tableConnections: Connection[];

  /** @throws TypeError, RangeError if `table` is none, RangeError if `kernelSize` is not a whole number */
  constructor({ table, kernelSize, kernelInitializer, ...config }: PartialConv2DConfig) {
    super(config);
    this.inputSpec = [new tf.InputSpec({ ndim: 4 })];
    this.tableConnections = connectionsOf(table);
    this.table = table.map((row) => [...row]);
    this.kernelSize = wholeNumber("kernelSize", kernelSize);
    this.kernelInitializer = kernelInitializer
      ? anyInitializer(kernelInitializer)
      : tf.initializers.randomUniform({ minval: -0.05, maxval: 0.05, seed: streamSeed(1, this.name) });
  }

  override build(inputShape: [null, number, number, number]): void {
    this.computeOutputShape(inputShape); // refuses an input that does not fit before there are weights
    const { kernelSize: side, tableConnections } = this;
    const kernelShape = [side, side, tableConnections.length];
    this.kernel = this.addWeight("kernel", kernelShape, "float32", this.kernelInitializer);
    this.bias = this.addWeight("bias", [this.outputMaps], "float32", tf.initializers.zeros());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = single(inputs) as tf.Tensor4D;
      return tf.conv2d(x, this.wholeKernel(this.kernel.read()), 1, "valid").add(this.bias.read());
    });
  }

  /** @throws RangeError if the table has another number of rows than the input has maps, or the window does not fit */
  override computeOutputShape([batch, height, width, maps]: [null, number, number, number]): tf.Shape {
    if (maps !== this.table.length) {
      throw new RangeError(
        `table has ${this.table.length} rows, but the layer's input has ${maps} maps: give a row for each.`,
      );
    }
    return [batch, this.positions("height", height), this.positions("width", width), this.outputMaps];
  }

  /** Multiply-adds: every stored weight is used once at every position, as in the paper; the spread zeros do not count. */
  macs(_: number[], [batch, height, width]: [number, number, number, number]): number {
    return batch * height * width * this.kernelSize ** 2 * this.tableConnections.length;
  }

  /** Of one image: the multiply-adds, and each output's connection to its bias. */
  connections(inputShape: number[], [, height, width, maps]: [number, number, number, number]): number {
    return this.macs(inputShape, [1, height, width, maps]) + height * width * maps;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      table: this.table,
      kernelSize: this.kernelSize,
      kernelInitializer: initializerConfig(this.kernelInitializer),
    };
  }

  /**
   * The kernel as an ordinary convolution has it.
   *
   * @param kernel [side, side, connections], as it is stored
   * @returns [side, side, input maps, output maps], 0 where there is no connection
   */
  wholeKernel(kernel: tf.Tensor): tf.Tensor4D {
    const { kernelSize: side, table, tableConnections } = this;
    const noConnection = tableConnections.length; // the index of the zeros behind the last connection
    const places = new Int32Array(table.length * this.outputMaps).fill(noConnection);
    for (const [place, { input, output }] of tableConnections.entries()) {
      places[input * this.outputMaps + output] = place;
    }
    const withZeros = tf.pad(kernel, [
      [0, 0],
      [0, 0],
      [0, 1],
    ]);
    return tf
      .gather(withZeros, tf.tensor1d(places, "int32"), 2)
      .reshape([side, side, table.length, this.outputMaps]);
  }

  private get outputMaps(): number {
    return this.table[0]?.length as number;
  }

  private positions(side: string, length: number | null): number | null {
    if (length === null) return null;
    if (length >= this.kernelSize) return length - this.kernelSize + 1;
    throw new RangeError(
      `kernelSize is ${this.kernelSize}, larger than the ${side} of the layer's input, ${length}: ` +
        `give at most ${length} or a larger image.`,
    );
  }
}
tf.serialization.registerClass(PartialConv2D);

/**
 * The layer `PartialConv2D`: [batch, height, width, input maps] → [batch, height', width', output maps].
 *
 * @throws TypeError, RangeError if `table` is none, RangeError if `kernelSize` is not a whole number; when it is applied,
 *   RangeError if the table does not fit the input's maps or the window its size
 */
export function partialConv2d(config: PartialConv2DConfig): PartialConv2D {
  return new PartialConv2D(config);
}
