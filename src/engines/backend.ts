import * as tf from "@tensorflow/tfjs";

/**
 * Runs `work` on another TF.js backend and returns to the caller's. It is one synchronous block, so nobody, not even
 * a callback, ever sees the backend changed: `tf.setBackend` switches before it returns, its promise is for backends
 * that start asynchronously.
 */
export function onBackend<T>(name: string, work: () => T): T {
  const caller = tf.getBackend();
  if (caller === name) return work();
  void tf.setBackend(name);
  try {
    return work();
  } finally {
    void tf.setBackend(caller);
  }
}

/** A copy on the current backend. (A tensor itself, used on another backend, would move there.) */
export function copyHere(tensor: tf.Tensor): tf.Tensor {
  return tf.tensor(tensor.dataSync(), tensor.shape, tensor.dtype);
}

/** Whether the tensor's values lie on the current backend. */
export function isHere(tensor: tf.Tensor): boolean {
  return tf.backend().refCount(tensor.dataId) > 0;
}
