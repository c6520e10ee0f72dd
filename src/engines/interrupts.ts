import * as tf from "@tensorflow/tfjs";
import { uninterruptible } from "../notebook/uninterruptible";

/**
 * Has an interrupted notebook cell end at TF.js's next operation, and so training at its next step, by an error that lets
 * `finally` and `tf.tidy` tidy up. Ended inside an operation, TF.js would count it as still under way and record no
 * more gradients; so native operations run to their end, as do those of WebAssembly. Operations in JavaScript, of the
 * engine `cpu`, may take minutes and can be ended.
 */
export function endAtOperations(): void {
  const engine = tf.engine();
  const runKernel = engine.runKernel.bind(engine);
  engine.runKernel = (...operation) => {
    if (engine.backendName !== "cpu") return uninterruptible(() => runKernel(...operation));
    uninterruptible(() => undefined);
    return runKernel(...operation);
  };
}
