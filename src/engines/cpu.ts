import * as tf from "@tensorflow/tfjs";
import { processor } from "./processor";
import { tfjsEngine } from "./tfjsEngine";

/** TF.js's own backend in plain JavaScript: slow (about half a GMAC a second), but it needs nothing. */
export const cpu = tfjsEngine({
  name: "cpu",
  register: () => {
    // On its first tensor it would print advice to install another backend, which `engines()` gives already.
    Object.assign(tf.findBackend("cpu"), { firstUse: false });
  },
  describe: () => ({ version: tf.version_core, device: processor(), threads: 1 }),
  otherThreads: () => `JavaScript has one. Choose engine "tensorflow"`,
});
