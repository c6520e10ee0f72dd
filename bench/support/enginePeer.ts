/** One of our engines as a peer: bench/peers/protocol.py in TypeScript. Arguments: the engine's name and, for integers, "int8". */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs";
import { engines, load, type EngineName, type Precision, type Session } from "../../src/engines";
import { discard } from "../../src/engines/discard";
import { CALIBRATION, IMAGES, type Answer, type Command, type Details } from "./protocol";
import { readWeights } from "./weights";
import { build, type Network } from "./zoo";

type Serving = { [C in Command]: (details: Details<C>) => Answer<C> | Promise<Answer<C>> };

class EnginePeer implements Serving {
  private session: Session | undefined;
  private images: tf.Tensor | undefined;
  private folder = "";
  private network: Network | undefined;
  private beforeBytes = 0;
  private modelBytes = 0;

  constructor(
    private readonly engine: EngineName,
    private readonly precision?: Precision,
  ) {}

  /** The model is there already, as in a notebook; what is timed makes a session of it. */
  async load({ folder, network, threads }: Details<"load">): Promise<Answer<"load">> {
    [this.folder, this.network] = [folder, network];
    globalThis.gc?.();
    this.beforeBytes = process.memoryUsage.rss();
    const model = build(network);
    readWeights(folder, model);
    const calibration = this.precision === "int8" ? this.read(CALIBRATION) : undefined;
    await forgetPeak();
    this.modelBytes = process.memoryUsage.rss() - this.beforeBytes;
    const start = performance.now();
    this.session = await load(model, {
      engine: this.engine,
      threads: this.possible(threads),
      ...(calibration && { precision: this.precision, calibration }),
    });
    const seconds = (performance.now() - start) / 1000;
    calibration?.dispose();
    discard(model);
    this.images = this.read(IMAGES);
    const { version = "", threads: used } = this.session.engine;
    return { seconds, version, threads: used };
  }

  /** WebAssembly has one thread. */
  private possible(threads: number): number | undefined {
    return engines().find(({ name }) => name === this.engine)?.threads === 1 ? undefined : threads;
  }

  tune(): Answer<"tune"> {
    return { candidatesMs: {} };
  }

  async answer({ images: file }: Details<"answer">): Promise<Answer<"answer">> {
    const images = this.read(file);
    const values = await this.valuesFor(images);
    images.dispose();
    return { values: [...values] };
  }

  async run({ times }: Details<"run">): Promise<Answer<"run">> {
    const ms: number[] = [];
    while (ms.length < times) {
      const start = performance.now();
      await this.valuesFor(this.images as tf.Tensor);
      ms.push(performance.now() - start);
    }
    return { ms };
  }

  memory(): Answer<"memory"> {
    return { beforeBytes: this.beforeBytes, modelBytes: this.modelBytes, peakBytes: peakBytes() };
  }

  async unload(): Promise<object> {
    this.images?.dispose();
    await this.session?.dispose();
    this.session = undefined;
    return {};
  }

  private read(file: string): tf.Tensor {
    const { side } = this.network as Network;
    const { buffer, byteOffset, length } = readFileSync(join(this.folder, file));
    const values = new Float32Array(buffer, byteOffset, length / 4);
    return tf.tensor(values, [values.length / (side * side * 3), side, side, 3]);
  }

  private async valuesFor(images: tf.Tensor): Promise<Float32Array> {
    if (!this.session) throw new Error("no network is loaded");
    const output = await this.session.predict(images);
    const values = await output.data<"float32">();
    output.dispose();
    return values;
  }
}

/** V8 frees what it has collected in other threads, in milliseconds. */
const FREEING_MS = 200;

/**
 * Lets the most memory that the process ever took begin anew, where the system can (Linux). What building and reading the model
 * has left behind goes first.
 */
async function forgetPeak(): Promise<void> {
  globalThis.gc?.();
  await setTimeout(FREEING_MS);
  globalThis.gc?.();
  await setTimeout(FREEING_MS);
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // elsewhere the building of the model counts too
  }
}

function peakBytes(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

/** Answers commands until the input ends. What libraries print goes to stderr. */
async function serve(peer: Serving): Promise<void> {
  const answer = process.stdout.write.bind(process.stdout);
  Object.assign(process.stdout, { write: process.stderr.write.bind(process.stderr) });
  for await (const line of createInterface({ input: process.stdin })) {
    const { do: command, ...details } = JSON.parse(line) as { do: Command };
    const carryOut = peer[command] as (this: Serving, details: object) => object | Promise<object>;
    try {
      answer(`${JSON.stringify(await carryOut.call(peer, details))}\n`);
    } catch (error) {
      answer(`${JSON.stringify({ error: (error as Error).message })}\n`);
    }
  }
}

void serve(new EnginePeer(process.argv[2] as EngineName, process.argv[3] as Precision | undefined));
