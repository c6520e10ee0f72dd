import type { ForwardPass, LayerCall } from "./calls";
import { idleAtInference, reshaping } from "./kinds";
import { sum } from "./numbers";
import { sizeOf, type KnownShape } from "./shapes";

/**
 * The values that are held while each call of a forward pass runs: what it reads, what it writes, and what later calls or
 * the caller still need. A tensor goes with its last reader. The model's inputs are the caller's and count nowhere.
 *
 * Flatten, reshape and dropout hand on the tensor that they get. Everything else writes into a new one, also where it
 * could write over its input (ReLU, batch norm): TF.js does so, and a fused engine has no such layers. What a kernel needs
 * besides, such as unrolled windows, is not in.
 */
export function liveValues({ calls, inputs, outputs }: ForwardPass): number[] {
  const holder = holders(calls);
  const lastReader = new Map<KnownShape, number>();
  calls.forEach((call, time) => {
    for (const tensor of [...call.outputs, ...call.inputs]) lastReader.set(holder(tensor), time);
  });
  for (const tensor of inputs) lastReader.delete(tensor);
  for (const tensor of outputs) if (lastReader.has(holder(tensor))) lastReader.set(holder(tensor), Infinity);

  const live = new Set<KnownShape>();
  return calls.map((call, time) => {
    for (const tensor of call.outputs) if (lastReader.has(holder(tensor))) live.add(holder(tensor));
    const held = sum([...live], sizeOf);
    for (const tensor of live) if ((lastReader.get(tensor) as number) <= time) live.delete(tensor);
    return held;
  });
}

/** Which tensor holds the values of a tensor: itself, or the one that it was handed on from. */
function holders(calls: readonly LayerCall[]): (tensor: KnownShape) => KnownShape {
  const from = new Map<KnownShape, KnownShape>();
  const holder = (tensor: KnownShape) => from.get(tensor) ?? tensor;
  for (const { layer, inputs, outputs } of calls) {
    const kind = layer.getClassName();
    if (!reshaping.has(kind) && !idleAtInference.has(kind)) continue;
    from.set(outputs[0] as KnownShape, holder(inputs[0] as KnownShape));
  }
  return holder;
}
