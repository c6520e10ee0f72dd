import * as tf from "@tensorflow/tfjs";
import type * as ort from "onnxruntime-common";
import type { Displayable } from "../notebook/display";
import { sum } from "../inspect/numbers";
import { checkNames } from "../arguments/optionNames";
import { checkImages, type InputInfo, stillLoaded } from "./contract";
import type { EngineInfo, Session } from "./engine";
import { bytesOf, type Graph } from "./onnx/graph";
import { library } from "./onnx/library";
import type { Runner } from "./onnx/runner";
import { profile, type Profile, type Profiled, type ProfileOptions } from "./profile";

/** A session on ONNX Runtime. */
export class OnnxSession implements Session {
  readonly bytes: number;
  private runner: Runner | undefined;
  private running: Promise<unknown> = Promise.resolve();

  /**
   * @param graph what the runner runs
   * @param profiled what `profile` loads once more
   * @param look sees the values of all images before they are run
   */
  constructor(
    runner: Runner,
    graph: Graph,
    private readonly input: InputInfo,
    readonly engine: EngineInfo,
    private readonly profiled: () => Profiled,
    private readonly look: (values: ArrayLike<number>) => void = () => undefined,
  ) {
    this.runner = runner;
    this.bytes = sum(graph.initializers, bytesOf);
  }

  get isDisposed(): boolean {
    return this.runner === undefined;
  }

  async predict(images: tf.Tensor): Promise<tf.Tensor> {
    const runner = stillLoaded(this.runner);
    checkImages(images, this.input);
    const given = fromTfjs(images);
    this.look(given.data as Float32Array);
    const running = runner.run([given]);
    this.running = running.catch(() => undefined);
    const [output] = (await running) as [ort.Tensor];
    return toTfjs(output);
  }

  async profile(images: tf.Tensor, options: ProfileOptions = {}): Promise<Profile & Displayable> {
    stillLoaded(this.runner);
    checkNames("profile", options, ["runs"]);
    checkImages(images, this.input);
    return profile(images, options, this.profiled());
  }

  async dispose(): Promise<void> {
    const runner = this.runner;
    this.runner = undefined;
    await this.running; // what has begun ends before its weights go
    await runner?.dispose();
  }
}

function fromTfjs(tensor: tf.Tensor): ort.Tensor {
  const { Tensor } = library();
  return new Tensor(tensor.dtype as "float32", tensor.dataSync<"float32">(), tensor.shape);
}

/** On the current backend. */
function toTfjs({ data, dims, type }: ort.Tensor): tf.Tensor {
  return tf.tensor(data as Float32Array, [...dims], type as "float32");
}
