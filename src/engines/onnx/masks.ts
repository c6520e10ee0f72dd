import * as tf from "@tensorflow/tfjs";
import type { LayerCall } from "../../inspect/calls";
import { operand } from "./operand";
import { stepsOtherThan } from "./rules/masking";
import type { Call } from "./rules/rule";

/*
 * Masks as TF.js has them: a masking layer says which steps of a sequence count, layers that support masking hand that on
 * beside their output, and recurrent layers keep their state over a step that does not count. (A softmax layer takes masks,
 * too, but for those of another axis: that is refused.)
 *
 * TF.js has a fault there: the mask that it hands to a layer stays set for layers called later that have none of their own,
 * and so does it where a nested model begins. What such a layer computes hangs on the order of calls; that is refused.
 */

/** Which steps of a sequence count. */
export interface Mask {
  /** The name of the tensor batch x time, true where a step counts: made when a layer asks for it. */
  take: () => string;
  /** The call of a model in which it is known, by its name: "" for the whole one */
  home: string;
}

const kindsThatRead = new Set(["Bidirectional", "ConvLSTM2D", "GRU", "LSTM", "RNN", "SimpleRNN", "Softmax"]);

/** Whether a mask changes what the layer computes, or a layer in it. */
export function readsMask(layer: tf.layers.Layer): boolean {
  return kindsThatRead.has(layer.getClassName()) || layersWithin(layer).some(readsMask);
}

/** Whether the layer, or one in it, says which steps count. */
export function makesMask(layer: tf.layers.Layer): boolean {
  const kind = layer.getClassName();
  const { maskZero } = layer as { maskZero?: boolean };
  return (
    kind === "Masking" || (kind === "Embedding" && maskZero === true) || layersWithin(layer).some(makesMask)
  );
}

function layersWithin(layer: tf.layers.Layer): tf.layers.Layer[] {
  if (layer instanceof tf.LayersModel) return layer.layers;
  return layer.getClassName() === "TimeDistributed"
    ? [(layer as unknown as { layer: tf.layers.Layer }).layer]
    : [];
}

type OpenCall = LayerCall<tf.Shape>;

/** The masks beside the tensors of a model, followed from call to call. */
export class Masks {
  private readonly known = new Map<tf.Shape, Mask>();
  /** Calls at which TF.js sets a mask */
  private readonly setting: OpenCall[] = [];
  /** Calls that would take whatever is set */
  private readonly open: OpenCall[] = [];

  /** The mask of the call's first input, if it has one. */
  at(call: OpenCall): Mask | undefined {
    const [mask] = this.ofInputs(call);
    if (call.inputs.some((shape) => this.known.has(shape))) this.setting.push(call);
    if (mask === undefined && readsMask(call.layer)) this.open.push(call);
    return mask;
  }

  /** Notes the mask beside the call's outputs. */
  follow(call: OpenCall, translated: Call): void {
    const mask = maskAfter({ call, masks: this.ofInputs(call), translated });
    if (mask) call.outputs.forEach((shape) => this.known.set(shape, mask));
  }

  /** @throws Error if a layer would take a mask that is not its input's */
  check(calls: readonly OpenCall[]): void {
    for (const open of this.open) {
      const behind = callsBehind(open, calls);
      const setting = this.setting.find((call) => !behind.has(call));
      if (setting) {
        throw new Error(
          `The layer "${open.name}" (${open.layer.getClassName()}) has no mask of its own, but TensorFlow.js may hand it ` +
            `the one of "${setting.name}", which has no translation to ONNX: leave the mask out, or make models of their own.`,
        );
      }
    }
  }

  /** Of masks from another call of a model, TF.js does not know to which tensor they belong. */
  private ofInputs(call: OpenCall): (Mask | undefined)[] {
    return call.inputs.map((shape) => {
      const mask = this.known.get(shape);
      return mask?.home === homeOf(call) ? mask : undefined;
    });
  }
}

interface At {
  call: OpenCall;
  /** Those of the call's inputs */
  masks: readonly (Mask | undefined)[];
  translated: Call;
}

/** The mask beside the outputs of a call. */
function maskAfter(at: At): Mask | undefined {
  const { layer } = at.call;
  const after = afterKinds[layer.getClassName()];
  if (after) return after(at);
  return (layer as unknown as { supportsMasking: boolean }).supportsMasking ? at.masks[0] : undefined;
}

const ofSequences = ({ call: { layer }, masks: [mask] }: At) =>
  (layer as unknown as { returnSequences: boolean }).returnSequences ? mask : undefined;

const ofMerged = ({ call, masks }: At) => (masks.some((mask) => mask) ? misshapen(call) : undefined);

/** For the layers that do not just hand on what they were given. */
const afterKinds: Readonly<Partial<Record<string, (at: At) => Mask | undefined>>> = {
  Add: ofMerged,
  Average: ofMerged,
  Bidirectional: ofSequences,
  Concatenate: ofConcatenated,
  ConvLSTM2D: ofSequences,
  Dot: () => undefined,
  Embedding: ofNumbers,
  GRU: ofSequences,
  LSTM: ofSequences,
  Masking: ofSteps,
  Maximum: ofMerged,
  Minimum: ofMerged,
  Multiply: ofMerged,
  RNN: ofSequences,
  SimpleRNN: ofSequences,
};

/** A number other than 0 counts. */
function ofNumbers({ call, translated: { config, inputs, scope } }: At): Mask | undefined {
  if (config["maskZero"] !== true) return undefined;
  const [x] = inputs;
  return x.shape.length === 2 ? mask(call, () => scope.take(scope.cast(x, "bool"))) : misshapen(call);
}

/** A step counts if any of its values is another than the layer's. */
function ofSteps({ call, translated: { config, inputs, scope } }: At): Mask {
  const [x] = inputs;
  if (x.shape.length !== 3) return misshapen(call);
  return mask(call, () => {
    const counts = stepsOtherThan(config["maskValue"] as number, x, scope);
    return scope.take(
      scope.cast(operand(scope.node("Squeeze", [counts, scope.integers([2])]), [], "tf"), "bool"),
    );
  });
}

/** A step counts if it does so in each input that has a mask. */
function ofConcatenated({ call, masks, translated: { config, inputs, scope } }: At): Mask | undefined {
  const given = masks.filter((mask): mask is Mask => mask !== undefined);
  if (given.length === 0) return undefined;
  const last = inputs[0].shape.length - 1;
  if (config["axis"] !== -1 && config["axis"] !== last) return misshapen(call);
  return mask(call, () =>
    given.map(({ take }) => take()).reduce((all, one) => scope.node("And", [all, one])),
  );
}

/** Made where it is first asked for: most masks nobody takes. */
function mask(call: OpenCall, make: () => string): Mask {
  let made: string | undefined;
  return { take: () => (made ??= make()), home: homeOf(call) };
}

/** A mask that TF.js gives a shape of its own, which no layer can take. */
const misshapen = (call: OpenCall): Mask => ({
  take() {
    throw new Error(
      `What masks the layer "${call.name}" (${call.layer.getClassName()}) gets from TensorFlow.js a shape that is not ` +
        `one of steps: leave the mask out, or mask behind that layer.`,
    );
  },
  home: homeOf(call),
});

/** Which call of which nested model the call lies in: "backbone/ (call 2)"; "" for the model itself. */
function homeOf({ path, name, layer }: OpenCall): string {
  const models = path.slice(0, path.length - layer.name.length);
  return models && models + name.slice(path.length);
}

/** The calls that need what this one makes. */
function callsBehind(call: OpenCall, calls: readonly OpenCall[]): Set<OpenCall> {
  const made = new Set(call.outputs);
  const behind = new Set<OpenCall>();
  for (const next of calls) {
    if (next === call || !next.inputs.some((shape) => made.has(shape))) continue;
    behind.add(next);
    next.outputs.forEach((shape) => made.add(shape));
  }
  return behind;
}
