/** Ends with exit code 0 when TensorFlow multiplies two matrices rightly through its addon. */
const assert = require("node:assert/strict");
const process = require("node:process");
const util = require("node:util");

process.env.TF_CPP_MIN_LOG_LEVEL = "3";
util.isNullOrUndefined ??= (value) => value === null || value === undefined; // gone from Node 24, used by the package
util.isArray ??= Array.isArray;

const tf = require("@tensorflow/tfjs-node-gpu");

assert.equal(tf.getBackend(), "tensorflow");
const product = tf.matMul(
  [
    [1, 2],
    [3, 4],
  ],
  [
    [5, 6],
    [7, 8],
  ],
);
assert.deepEqual(Array.from(product.dataSync()), [19, 22, 43, 50]);
