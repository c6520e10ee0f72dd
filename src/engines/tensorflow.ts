import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import util from "node:util";
import * as tf from "@tensorflow/tfjs";
import { drawBarsInTerminalsOnly, type ProgressHelper } from "./epochLines";
import { processor } from "./processor";
import { tfjsEngine } from "./tfjsEngine";

/** TensorFlow's own kernels, on the GPU if there is one that it can use. */
export const tensorflow = tfjsEngine({
  name: "tensorflow",
  register: () => {
    // TensorFlow reads these once, when its library is loaded.
    process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "3";
    process.env["TF_FORCE_GPU_ALLOW_GROWTH"] ??= "true";
    // Node 23 dropped these two, Node 22 warns of them; the addon's JavaScript calls them.
    Object.assign(util, { isNullOrUndefined: (value: unknown) => value == null, isArray: Array.isArray });
    const addon = "@tensorflow/tfjs-node-gpu";
    const requireHere = createRequire(__filename);
    try {
      requireHere(addon);
    } catch (cause) {
      const [line] = (cause as Error).message.split("\n", 1);
      throw new Error(`run "npm run setup", which needs a C++ compiler (${line})`, { cause });
    }
    const { progressBarHelper } = requireHere(`${addon}/dist/callbacks`) as {
      progressBarHelper: ProgressHelper;
    };
    drawBarsInTerminalsOnly(progressBarHelper);
  },
  describe: () => {
    const { binding, isUsingGpuDevice } = tf.findBackend("tensorflow") as unknown as NodeBackend;
    return {
      version: binding.TF_Version,
      device: isUsingGpuDevice ? graphicsCard() : processor(),
      threads: threads(),
    };
  },
  otherThreads: (wanted) =>
    `it is fixed when a process starts. Set TF_NUM_INTRAOP_THREADS=${wanted} before that`,
});

/** As far as we look into the addon. */
interface NodeBackend {
  binding: { TF_Version: string };
  isUsingGpuDevice: boolean;
}

function threads(): number {
  const chosen = Number(process.env["TF_NUM_INTRAOP_THREADS"]);
  return chosen > 0 ? chosen : os.availableParallelism();
}

/** The addon only tells that it uses a GPU; NVIDIA's driver for Linux tells which there are. */
function graphicsCard(): string {
  const cards = "/proc/driver/nvidia/gpus";
  try {
    const models = readdirSync(cards).map(
      (card) => /^Model:\s*(.+)$/m.exec(readFileSync(`${cards}/${card}/information`, "utf8"))?.[1],
    );
    return [...new Set(models)].join(", ") || "GPU";
  } catch {
    return "GPU";
  }
}
