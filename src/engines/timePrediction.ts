import type * as tf from "@tensorflow/tfjs";
import type { Session } from "./engine";

/** Milliseconds of the wall clock from the input tensor in memory to the output values in JavaScript's memory. */
export async function timePrediction(session: Session, images: tf.Tensor): Promise<number> {
  const start = performance.now();
  const output = await session.predict(images);
  await output.data();
  const elapsed = performance.now() - start;
  output.dispose();
  return elapsed;
}
