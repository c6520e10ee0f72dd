import * as tf from "@tensorflow/tfjs";
import { repairWhenEnded, uninterruptible } from "../notebook/uninterruptible";

/**
 * Has an interrupted notebook cell end at TF.js's next operation, and so training at its next step, by an error that lets
 * `finally` and `tf.tidy` tidy up. Native operations run to their end, as do those of WebAssembly. Operations in
 * JavaScript, of the engine `cpu`, may take minutes and can be ended halfway, as can JavaScript between operations:
 * what TF.js counts as still under way then is put right.
 */
export function endAtOperations(): void {
  const engine = tf.engine();
  const runKernel = engine.runKernel.bind(engine);
  engine.runKernel = (...operation) => {
    if (engine.backendName !== "cpu") return uninterruptible(() => runKernel(...operation));
    uninterruptible(() => undefined);
    return runKernel(...operation);
  };
  const profile = engine.profile.bind(engine);
  engine.profile = async (query) => {
    try {
      return await profile(query);
    } finally {
      engine.state.profiling = false; // TF.js itself leaves it on when `query` fails
    }
  };
  const training = modelsInTraining();
  repairWhenEnded(() => {
    leaveOperations(engine);
    for (const model of training) Object.assign(model, { isTraining: false }); // or it would refuse to train again
    training.clear();
  });
}

/** Outside of all operations, gradients and `tf.tidy`; what these held is disposed of. */
function leaveOperations(engine: ReturnType<typeof tf.engine>): void {
  const { state } = engine;
  state.kernelDepth = 0;
  state.gradientDepth = 0;
  state.numDataMovesStack = [];
  state.profiling = false;
  for (const { saved } of (state.activeTape as typeof state.activeTape | null) ?? []) tf.dispose(saved ?? []);
  Object.assign(state, { activeTape: null }); // as it was before the first gradient
  while (state.scopeStack.length > 0) engine.endScope();
}

/** The models whose `fit` or `fitDataset` is under way, from now on. */
function modelsInTraining(): Set<tf.LayersModel> {
  const training = new Set<tf.LayersModel>();
  const prototype = tf.LayersModel.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of ["fit", "fitDataset"]) {
    const fit = prototype[name];
    prototype[name] = async function (this: tf.LayersModel, ...args) {
      training.add(this);
      try {
        return await fit?.apply(this, args);
      } finally {
        training.delete(this);
      }
    };
  }
  return training;
}
