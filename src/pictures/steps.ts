import type * as tf from "@tensorflow/tfjs";
import { type LayerCall, openPass } from "../inspect/calls";
import { isPadding, isTrivial } from "./labels";

/** A layer's call, and where it stands among the others. Shapes have the batch first, null where a size is open. */
export interface Step extends LayerCall<tf.Shape> {
  /** The names of the nested models that it lies in, the outermost first: "encoder/stem"; empty where there is none. */
  within: string;
  /** The calls whose results it takes, one for each input. */
  from: Step[];
  /** Whether the model returns a result of this call. */
  isOutput: boolean;
}

/** Every layer call of a forward pass, each after those that it takes from. */
export function stepsOf(model: tf.LayersModel): Step[] {
  const { calls, outputs } = openPass(model);
  const returned = new Set(outputs);
  const maker = new Map<tf.Shape, Step>();
  return calls.map((call) => {
    const step = {
      ...call,
      within: call.path.slice(0, -call.layer.name.length - 1),
      from: call.inputs.flatMap((tensor) => maker.get(tensor) ?? []), // none at the model's own inputs
      isOutput: call.outputs.some((tensor) => returned.has(tensor)),
    };
    for (const tensor of call.outputs) maker.set(tensor, step);
    return step;
  });
}

/** The step that names the box of each step: trivial layers go with what they follow, padding with what follows it. */
export function headsOf(steps: readonly Step[]): Map<Step, Step> {
  const takers = new Map<Step, Step[]>(steps.map((step) => [step, []]));
  for (const step of steps) for (const source of step.from) takers.get(source)?.push(step);
  const heads = new Map<Step, Step>();
  for (const step of steps) {
    const [source, ...more] = step.from;
    const alone = source && more.length === 0 && !source.isOutput && takers.get(source)?.length === 1;
    const folds = alone && source.within === step.within && source.from.length > 0 && isTrivial(step.layer);
    heads.set(step, folds ? (heads.get(source) as Step) : step);
  }
  for (const step of [...steps].reverse()) {
    const [taker, ...more] = takers.get(step) ?? [];
    if (!isPadding(step.layer) || !taker || more.length > 0 || taker.from.length > 1 || step.isOutput)
      continue;
    if (step.within === taker.within && heads.get(step) === step) heads.set(step, heads.get(taker) as Step);
  }
  return heads;
}
