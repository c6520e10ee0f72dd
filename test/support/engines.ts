import { engines } from "../../src/engines";

/** Names of the engines that can run here. */
export const available = engines().flatMap(({ name, available }) => (available ? [name] : []));

/** Of these, the ones that are backends of TF.js too. */
export const backends = available.filter((name) => name !== "onnxruntime");

/** The backend that computes unless another is set. */
export const fastestBackend = backends[0];

/** Why TensorFlow's own kernels are not there, if so: for tests to skip. */
export const noTensorflow = engines().find(({ name }) => name === "tensorflow")?.reason;
