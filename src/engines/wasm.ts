import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { BackendWasm, version_wasm } from "@tensorflow/tfjs-backend-wasm";
import createEmscripten from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm";
import { processor } from "./processor";
import { tfjsEngine } from "./tfjsEngine";

/** TF.js's WebAssembly backend with SIMD. Its threads work in browsers only (tensorflow/tfjs#3830). */
export const wasm = tfjsEngine({
  name: "wasm",
  register: () => {
    // The package registers a factory that starts asynchronously; Node can compile and instantiate at once.
    tf.removeBackend("wasm");
    tf.registerBackend("wasm", () => new BackendWasm(instantiate()), 2);
  },
  describe: () => ({ version: version_wasm, device: processor(), threads: 1 }),
  otherThreads: () => `WebAssembly has one in Node. Choose engine "tensorflow"`,
});

const BINARY = "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm";

// Node has it; the types for Node 20 leave its declaration to the browser's.
declare const WebAssembly: {
  Module: new (code: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: object };
};

/** As far as we use what Emscripten makes. */
interface EmscriptenModule {
  asm: { malloc(bytes: number): number };
  cwrap(name: string, returns: "number" | null, takes: "number"[]): () => number;
}

type BackendModule = BackendWasm["wasm"];

function instantiate(): BackendModule {
  const code = new WebAssembly.Module(readFileSync(require.resolve(BINARY)));
  const instantiateWasm = (imports: object, receive: (instance: object) => void) => {
    const instance = new WebAssembly.Instance(code, imports);
    receive(instance);
    return instance.exports;
  };
  // Emscripten fills the object that it is given; with this hook it has done so when it returns.
  const module = { instantiateWasm } as unknown as EmscriptenModule;
  keepingListeners(() => void createEmscripten(module as object));
  const tfjs = {
    init: module.cwrap("init", null, []),
    initWithThreadsCount: module.cwrap("init_with_threads_count", null, ["number"]),
    getThreadsCount: module.cwrap("get_threads_count", "number", []),
    registerTensor: module.cwrap("register_tensor", null, ["number", "number", "number"]),
    disposeData: module.cwrap("dispose_data", null, ["number"]),
    dispose: module.cwrap("dispose", null, []),
  };
  const _malloc = (bytes: number) => allocated(module.asm.malloc(bytes), bytes);
  return Object.assign(module, { tfjs, _malloc });
}

/** The backend would take address 0, which stands for "no memory left", and write its tensor over the heap's start. */
function allocated(address: number, bytes: number): number {
  if (address !== 0 || bytes === 0) return address;
  throw new RangeError(
    `The engine "wasm" has no ${bytes} bytes left of its 4 GiB: dispose sessions and tensors, or choose engine "tensorflow".`,
  );
}

/** Emscripten adds listeners that would turn every unhandled rejection of the process into a crash. */
function keepingListeners(work: () => void): void {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const before = events.map((event) => process.rawListeners(event));
  work();
  events.forEach((event, i) => {
    const added = process.rawListeners(event).filter((listener) => !before[i]?.includes(listener));
    for (const listener of added) process.off(event, listener as () => void);
  });
}
