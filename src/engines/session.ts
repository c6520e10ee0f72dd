import * as tf from "@tensorflow/tfjs";
import { copyHere, onBackend } from "./backend";
import { discard } from "./discard";
import type { EngineInfo, Session } from "./engine";
import { snapshot } from "./snapshot";

/** A session on one of TF.js's backends. */
export class TfjsSession implements Session {
  private model: tf.LayersModel | undefined;

  /** @throws RangeError if the model has several inputs or outputs */
  constructor(
    model: tf.LayersModel,
    readonly engine: EngineInfo,
  ) {
    for (const side of ["inputs", "outputs"] as const) {
      const count = model[side].length;
      if (count === 1) continue;
      const way =
        "for the first one's network give tf.model({ inputs: model.inputs, outputs: model.outputs[0] }).";
      throw new RangeError(
        `The model "${model.name}" has ${count} ${side}: a session takes models with one` +
          (side === "outputs" ? `; ${way}` : "."),
      );
    }
    this.model = snapshot(model, engine.name);
  }

  predict(images: tf.Tensor): Promise<tf.Tensor> {
    return new Promise((resolve) => {
      if (!this.model) throw new Error("This session is disposed: load the model again.");
      checkImages(images, this.model);
      resolve(run(this.model, images, this.engine.name));
    });
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

function checkImages(images: tf.Tensor, model: tf.LayersModel): void {
  const { shape, dtype } = model.inputs[0] as tf.SymbolicTensor;
  const given: unknown = images; // a cell may hand in anything
  if (!(given instanceof tf.Tensor) || given.isDisposed) {
    throw new TypeError(
      "images are not a tensor, or a disposed one: give for instance noiseImage([224, 224, 3]).",
    );
  }
  if (images.dtype !== dtype) {
    throw new TypeError(
      `images are ${images.dtype}, the network takes ${dtype}: convert them, tf.cast(images, "${dtype}").`,
    );
  }
  const fits =
    images.shape.length === shape.length &&
    shape.every((size, i) => size === null || size === images.shape[i]);
  if (!fits || images.shape[0] === 0) {
    const expected = shape.map((size, i) => size ?? (i === 0 ? "n" : "any")).join(", ");
    throw new RangeError(
      `images have the shape [${images.shape.join(", ")}], the network takes [${expected}], n at least 1.`,
    );
  }
}
