import * as tf from "@tensorflow/tfjs";
import { summary } from "../inspect/summary";
import { copyHere, onBackend } from "./backend";
import { checkImages, type InputInfo, onlyInput, stillLoaded } from "./contract";
import { discard } from "./discard";
import type { EngineInfo, Session } from "./engine";
import { snapshot } from "./snapshot";

/** A session on one of TF.js's backends. */
export class TfjsSession implements Session {
  readonly bytes: number;
  private readonly input: InputInfo;
  private model: tf.LayersModel | undefined;

  /** @throws RangeError if the model has several inputs or outputs */
  constructor(
    model: tf.LayersModel,
    readonly engine: EngineInfo,
  ) {
    this.input = onlyInput(model);
    this.bytes = summary(model).totals.bytes;
    this.model = snapshot(model, engine.name);
  }

  get isDisposed(): boolean {
    return this.model === undefined;
  }

  predict(images: tf.Tensor): Promise<tf.Tensor> {
    return new Promise((resolve) => {
      const model = stillLoaded(this.model);
      checkImages(images, this.input);
      resolve(run(model, images, this.engine.name));
    });
  }

  profile(): Promise<never> {
    return Promise.reject(
      new Error(
        `The engine "${this.engine.name}" does not time its layers: load the model with engine: "onnxruntime".`,
      ),
    );
  }

  dispose(): Promise<void> {
    if (this.model) discard(this.model);
    this.model = undefined;
    return Promise.resolve();
  }
}

function run(model: tf.LayersModel, images: tf.Tensor, backend: string): tf.Tensor {
  if (tf.getBackend() === backend) return forward(model, images);
  const there = onBackend(backend, () => tf.tidy(() => forward(model, copyHere(images))));
  const here = copyHere(there);
  there.dispose();
  return here;
}

/** `apply` instead of `predict`: it neither cuts the batch into pieces nor joins them again. */
function forward(model: tf.LayersModel, images: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const output = model.apply(images, { training: false }) as tf.Tensor;
    return output.clone(); // a network that computes nothing would return the caller's own tensor
  });
}
