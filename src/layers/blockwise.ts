import * as tf from "@tensorflow/tfjs";

/** Writes the next values of a sequence over all of `out`. */
type Fill = (out: Float32Array) => void;

/** Values handed to the engine at a time: 256 KiB, which stays in the processor's second cache. */
const BLOCK = 2 ** 16;

/**
 * Values computed at a time: 8 KiB, which stays in the first cache. Of a loop that is called often V8 makes faster code
 * than of one that it replaces amid a long run: uniform draws take a third of the time.
 */
const STRIP = 2 ** 11;

/**
 * A float32 tensor of the values that `fill` gives, strip after strip.
 *
 * TensorFlow copies what JavaScript hands it, so that a network built from whole arrays is in memory twice. There the
 * blocks go straight into the tensor's own memory, which halves the peak and saves the copy at the first prediction.
 */
export function tensorOfBlocks(shape: number[], fill: Fill): tf.Tensor {
  const size = tf.util.sizeFromShape(shape);
  if (tf.getBackend() === "tensorflow" && size % BLOCK === 0) {
    const backend = tf.backend() as unknown as NativeBackend;
    if (!backend.isUsingGpuDevice)
      return tf.tidy(() => writtenInPlace(backend, size / BLOCK, fill).reshape(shape));
  }
  const values = new Float32Array(size);
  fillStrips(values, fill);
  return tf.tensor(values, shape);
}

function fillStrips(values: Float32Array, fill: Fill): void {
  for (let start = 0; start < values.length; start += STRIP) fill(values.subarray(start, start + STRIP));
}

/** What we use of tfjs-node's backend: it runs any operation of TensorFlow by name. */
interface NativeBackend {
  isUsingGpuDevice: boolean;
  binding: { TF_ATTR_TYPE: number; TF_ATTR_BOOL: number; TF_FLOAT: number };
  executeSingleOutput(
    operation: string,
    attributes: { name: string; type: number; value: number | boolean }[],
    inputs: tf.Tensor[],
  ): tf.Tensor;
}

/** A tensor [blocks, BLOCK]. `InplaceUpdate` returns a new name for the memory that it was given: tidy drops these. */
function writtenInPlace(backend: NativeBackend, blocks: number, fill: Fill): tf.Tensor {
  const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_FLOAT } = backend.binding;
  const tensor = backend.executeSingleOutput(
    "Empty",
    [
      { name: "dtype", type: TF_ATTR_TYPE, value: TF_FLOAT },
      { name: "init", type: TF_ATTR_BOOL, value: false },
    ],
    [tf.tensor1d([blocks, BLOCK], "int32")],
  );
  const block = new Float32Array(BLOCK);
  for (let row = 0; row < blocks; row++) {
    fillStrips(block, fill);
    tf.tidy(() => {
      const attributes = [{ name: "T", type: TF_ATTR_TYPE, value: TF_FLOAT }];
      const inputs = [tensor, tf.tensor1d([row], "int32"), tf.tensor2d(block, [1, BLOCK])];
      backend.executeSingleOutput("InplaceUpdate", attributes, inputs);
    });
  }
  return tensor;
}
