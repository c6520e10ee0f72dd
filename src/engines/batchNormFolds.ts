import * as tf from "@tensorflow/tfjs";

/** Which layers take in a batch norm, in a model and in those nested in it. */
export type Folds = Map<tf.layers.Layer, Fold>;

interface Fold {
  batchNorm: tf.layers.Layer;
  channels: Channels;
}

/** The shape of one number a channel that fits onto the kernel's last axes. */
type Channels = (kernelShape: number[]) => number[];

const last: Channels = (shape) => shape.slice(-1); // … x in x out
const lastButOne: Channels = (shape) => [...shape.slice(-2, -1), 1]; // … x out x in
const lastTwo: Channels = (shape) => shape.slice(-2); // … x in x multiplier

/** Where the kernel that makes a layer's channels has them. */
const kinds: Partial<Record<string, Channels>> = {
  Dense: last,
  Conv1D: last,
  Conv2D: last,
  GroupedConv2D: last,
  SeparableConv2D: last,
  Conv2DTranspose: lastButOne,
  DepthwiseConv2D: lastTwo,
};

/** The batch norms that can be folded into the layer before them, and the model's configuration without them. */
export function foldable(model: tf.LayersModel): { folds: Folds; config: tf.serialization.ConfigDict } {
  const folds: Folds = new Map();
  return { folds, config: withoutFolded(model, folds) as unknown as tf.serialization.ConfigDict };
}

/** A model as `getConfig` writes it down. A sequential one says no more than its layers' order. */
interface ModelConfig {
  layers: LayerConfig[];
  outputLayers?: Source[];
}

interface LayerConfig {
  config: { name: string } & Record<string, unknown>;
  /** For each call of the layer, where its inputs come from */
  inboundNodes?: Source[][];
}

/** A layer's name, which of its calls, which output of that. */
type Source = [layer: string, call: number, output: number, ...rest: unknown[]];

/** The configuration without the batch norms that it adds to `folds`. */
function withoutFolded(model: tf.LayersModel, folds: Folds): ModelConfig {
  const config = model.getConfig() as unknown as ModelConfig;
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  const foldedInto = new Map<string, string>();
  for (const [name, next] of onlyFollowers(config)) {
    const [layer, batchNorm] = [layers.get(name), layers.get(next)] as [tf.layers.Layer, tf.layers.Layer];
    const channels = kinds[layer.getClassName()];
    if (!channels || !isLinear(layer) || !normalizesChannels(batchNorm, layer)) continue;
    folds.set(layer, { batchNorm, channels });
    foldedInto.set(next, name);
  }

  const instead = ([name, ...rest]: Source): Source => [foldedInto.get(name) ?? name, ...rest];
  return {
    ...config,
    layers: config.layers
      .filter((entry) => !foldedInto.has(entry.config.name))
      .map((entry) => {
        const layer = layers.get(entry.config.name) as tf.layers.Layer;
        const inner = layer instanceof tf.LayersModel ? withoutFolded(layer, folds) : entry.config;
        return {
          ...entry,
          config: { ...inner, ...(folds.has(layer) && { useBias: true }) } as LayerConfig["config"],
          inboundNodes: entry.inboundNodes?.map((sources) => sources.map(instead)),
        };
      }),
    outputLayers: config.outputLayers?.map(instead),
  };
}

/** Pairs of names: a layer called once, whose output goes into a layer called once and nowhere else. */
function* onlyFollowers(config: ModelConfig): Generator<[layer: string, next: string]> {
  const calls = callsOf(config);
  const outputs = config.outputLayers?.map(([name]) => name) ?? [...calls.keys()].slice(-1);
  const uses = new Map<string, number>();
  for (const name of [...[...calls.values()].flat(2), ...outputs]) uses.set(name, (uses.get(name) ?? 0) + 1);
  for (const [next, inputs] of calls) {
    const [layer, ...others] = inputs.flat();
    if (layer === undefined || others.length > 0) continue;
    if (uses.get(layer) === 1 && calls.get(layer)?.length === 1) yield [layer, next];
  }
}

/** By a layer's name, the names of the layers that it takes its inputs from, for each of its calls. */
function callsOf({ layers }: ModelConfig): Map<string, string[][]> {
  return new Map(
    layers.map(({ config, inboundNodes }, i) => {
      if (inboundNodes) return [config.name, inboundNodes.map((sources) => sources.map(([name]) => name))];
      return [config.name, [layers.slice(i - 1, i).map((previous) => previous.config.name)]];
    }),
  );
}

function isLinear(layer: tf.layers.Layer): boolean {
  return layer.getConfig()["activation"] === "linear";
}

/** Whether it is a batch norm of the channels that `layer` puts out. */
function normalizesChannels(batchNorm: tf.layers.Layer, layer: tf.layers.Layer): boolean {
  if (batchNorm.getClassName() !== "BatchNormalization") return false;
  const { axis } = batchNorm.getConfig() as { axis: number };
  const rank = batchNorm.inputSpec[0]?.ndim as number;
  const channelAxis = layer.getConfig()["dataFormat"] === "channelsFirst" ? 1 : rank - 1;
  return (axis + rank) % rank === channelAxis;
}
