import { join } from "node:path";
import { engines } from "../../src/engines";
import type { Options } from "./options";
import { Peer } from "./peer";

export type Precision = "fp32" | "bf16" | "int8";

/** An engine that takes part. */
export interface Contestant {
  name: string;
  ours: boolean;
  precision: Precision;
  /** How many times its weights it takes at most until it is ready to run, where that is much. */
  copies?: number;
  /** It takes so long that it has fewer turns. */
  slow?: boolean;
  start: () => Peer;
}

interface PeerEngine {
  name: string;
  /** As bench/peers/peer.py knows it */
  engine: string;
  precision?: Precision;
  copies?: number;
}

/** Keras's users call `predict`, TensorFlow's a graph; the others have one way, or say which of theirs was the fastest. */
const peers = {
  onnxRuntime: { name: "ONNX Runtime (Python)", engine: "onnxruntime" },
  openVino: { name: "OpenVINO", engine: "openvino" },
  torch: { name: "PyTorch", engine: "torch", copies: 7 }, // its five ways together took 6.6
  tensorflow: { name: "TensorFlow tf.function", engine: "tensorflow" },
  keras: { name: "Keras predict", engine: "keras" },
  openVinoBf16: { name: "OpenVINO bf16", engine: "openvino-bf16", precision: "bf16" },
  onnxRuntimeInt8: { name: "ONNX Runtime (Python) int8", engine: "onnxruntime-int8", precision: "int8" },
  openVinoInt8: { name: "OpenVINO int8", engine: "openvino-int8", precision: "int8" },
} satisfies Record<string, PeerEngine>;

export type PeerName = keyof typeof peers;

/** Engines' processes, each started when it is first needed. */
export class Pool {
  private readonly peers = new Map<Contestant, Peer>();

  peer(contestant: Contestant): Peer {
    const peer = this.peers.get(contestant) ?? contestant.start();
    this.peers.set(contestant, peer);
    return peer;
  }

  /** Ends an engine's process: the next to need it gets a new one. */
  async end(contestant: Contestant): Promise<void> {
    const peer = this.peers.get(contestant);
    this.peers.delete(contestant);
    await peer?.end();
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.peers.keys()].map((contestant) => this.end(contestant)));
  }
}

/** Gives `work` a pool and ends all its processes behind it. */
export async function withPool<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new Pool();
  try {
    return await work(pool);
  } finally {
    await pool.endAll();
  }
}

/** The peers of that name, or none where there is no Python that has them. */
export function chosenPeers({ python, threads }: Options, chosen: readonly PeerName[]): Contestant[] {
  if (python === undefined) return [];
  return chosen.map((key) => {
    const { name, engine, precision = "fp32", copies }: PeerEngine = peers[key];
    const script = join(__dirname, "..", "peers", "peer.py");
    const env = { OMP_NUM_THREADS: String(threads) };
    return { name, ours: false, precision, copies, start: () => new Peer(python, [script, engine], env) };
  });
}

/** The peers in fp32. */
export const singlePrecision: readonly PeerName[] = [
  "onnxRuntime",
  "openVino",
  "torch",
  "tensorflow",
  "keras",
];

/** Our engines that are available here. Plain JavaScript is left out: it would take minutes. */
export function ourEngines({ threads }: Options): Contestant[] {
  return engines()
    .filter(({ name, available }) => available && name !== "cpu")
    .map(({ name }) => ({
      name,
      ours: true,
      precision: "fp32",
      slow: name === "wasm",
      start: () => ourPeer(threads, name),
    }));
}

/** Our engine for inference with integers of 8 bits, where it is available. */
export function ourInt8({ threads }: Options): Contestant[] {
  if (!engines().some(({ name, available }) => name === "onnxruntime" && available)) return [];
  const start = () => ourPeer(threads, "onnxruntime", "int8");
  return [{ name: "onnxruntime int8", ours: true, precision: "int8", start }];
}

/** All in fp32 but WebAssembly, whose one thread would take minutes over many networks. */
export function allButWasm(options: Options): Contestant[] {
  return [
    ...ourEngines(options).filter(({ name }) => name !== "wasm"),
    ...chosenPeers(options, singlePrecision),
  ];
}

/** One of our engines in a process of its own. TensorFlow takes its number of threads when it starts. */
export function ourPeer(threads: number, ...args: string[]): Peer {
  const script = join(__dirname, "enginePeer.ts");
  return new Peer(process.execPath, ["--expose-gc", "-r", "ts-node/register", script, ...args], {
    TF_NUM_INTRAOP_THREADS: String(threads),
  });
}
