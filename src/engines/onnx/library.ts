import { createRequire } from "node:module";
import type * as ort from "onnxruntime-common";
import { uninterruptible } from "../../notebook/uninterruptible";

/** ONNX Runtime for Node. @throws Error if the package is not installed or its library does not load here */
export function library(): typeof ort {
  // Unasked, its first session begins a record of its use for its makers: files in the home folder and in the temporary
  // one, events sent over the network. It looks for this variable then, in the process's environment: a worker has a copy.
  process.env["ORT_DISABLE_TELEMETRY"] ??= "1";
  const require = createRequire(__filename);
  const loaded = require("onnxruntime-node") as typeof ort;
  protect((require("onnxruntime-node/dist/binding") as { binding: Binding }).binding);
  return loaded;
}

/** A session's options hold under this name what is to be done once the model is loaded, before any interrupt. */
export const whenLoaded = Symbol("whenLoaded");

interface Loading {
  [whenLoaded]?: () => void;
}

/** The package's native part. */
interface Binding {
  InferenceSession: new () => NativeSession;
}

interface NativeSession {
  /** The last argument are the session's options. */
  loadModel(...args: unknown[]): void;
  run(...args: unknown[]): unknown;
}

const isProtected = Symbol.for("convbook.protectedSession");

/**
 * Has the native calls that take long run to their end. It is done here, not around the package's own functions: those
 * wait for a turn of the event loop first, in which other code may run that can be interrupted.
 */
function protect(binding: Binding): void {
  if (isProtected in binding.InferenceSession) return;
  binding.InferenceSession = class extends binding.InferenceSession {
    static readonly [isProtected] = true;

    override loadModel(...args: unknown[]): void {
      uninterruptible(() => {
        super.loadModel(...args);
        (args.at(-1) as Loading)[whenLoaded]?.();
      });
    }

    override run(...args: unknown[]): unknown {
      return uninterruptible(() => super.run(...args));
    }
  };
}
