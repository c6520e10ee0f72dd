import * as tf from "@tensorflow/tfjs";
import { groupedConv2d } from "../../../src/layers/groupedConv2d";
import { l2Pooling2d } from "../../../src/layers/l2Pooling2d";
import { localResponseNormalization } from "../../../src/layers/localResponseNormalization";
import { paperDropout } from "../../../src/layers/paperDropout";
import { partialConv2d } from "../../../src/layers/partialConv2d";
import { radialBasis } from "../../../src/layers/radialBasis";
import { scaledTanh } from "../../../src/layers/scaledTanh";
import { subsampling2d } from "../../../src/layers/subsampling2d";

/** A model with one layer to look at. */
export interface Example {
  model: tf.LayersModel;
  layer: tf.layers.Layer;
  /** What is special about it; "" for the common case */
  when: string;
}

const t = tf.layers;

type Make = () => Example;
type Shape = (number | null)[];

/** The layer on an input of this shape, or on several. Options that TF.js declares too narrowly go through `as never`. */
const on =
  (shape: Shape | Shape[], make: () => tf.layers.Layer, when = ""): Make =>
  () => {
    const shapes = (Array.isArray(shape[0]) ? shape : [shape]) as Shape[];
    const layer = make();
    const batch = (layer as { stateful?: boolean }).stateful ? 1 : null; // which these layers must know
    const inputs = shapes.map((shape) => tf.input({ batchShape: [batch, ...shape] }));
    // Not the inputs themselves: CenterCrop and CategoryEncoding write into the shapes of the tensors that they take.
    const taken = inputs.map((input, i) =>
      t.reshape({ targetShape: shapes[i] as number[] }).apply(input),
    ) as tf.SymbolicTensor[];
    const given = taken.length === 1 ? (taken[0] as tf.SymbolicTensor) : taken;
    return { model: tf.model({ inputs, outputs: layer.apply(given) as tf.SymbolicTensor }), layer, when };
  };

/** The layer behind a mask. */
const masked =
  (shape: Shape, make: () => tf.layers.Layer, when = "masked"): Make =>
  () => {
    const inputs = tf.input({ shape });
    const layer = make();
    const outputs = layer.apply(tf.layers.masking().apply(inputs)) as tf.SymbolicTensor;
    return { model: tf.model({ inputs, outputs }), layer, when };
  };

const vector = [6];
const sequence = [5, 4];
const image = [6, 6, 4];
const volume = [4, 4, 4, 2];
const film = [3, 6, 6, 2];
const channelsFirst = { dataFormat: "channelsFirst" };
const window = { filters: 2, kernelSize: 2 };
const units = { units: 3 };

const twoOf = (shape: Shape) => [shape, shape];
const lacking = "a function that ONNX's operator lacks, or a mask";
const recurrent = (make: (options: never) => tf.layers.Layer) => {
  const layer = (options: object) => () => make({ ...units, ...options } as never);
  return {
    translated: [on(sequence, layer({})), on(sequence, layer({ activation: "swish" }), lacking)],
    refused: [on(sequence, layer({ stateful: true }))],
  };
};

/** What shows how each kind is translated, and which of its options are refused. */
export const examples: Readonly<Record<string, { translated: Make[]; refused?: Make[] }>> = {
  Activation: {
    translated: [
      ...["relu", "relu6", "elu", "selu", "sigmoid", "hardSigmoid", "softplus", "softsign", "tanh"],
      ...["softmax", "logSoftmax", "gelu", "gelu_new", "mish", "swish", "linear"],
    ].map((activation) => on(image, () => t.activation({ activation: activation as "relu" }), activation)),
  },
  Add: { translated: [on(twoOf(image), () => t.add()), on([image, [4]], () => t.add(), "of fewer axes")] },
  AlphaDropout: { translated: [on(vector, () => t.alphaDropout({ rate: 0.2 }))] },
  Average: { translated: [on(twoOf(image), () => t.average())] },
  AveragePooling1D: { translated: [on(sequence, () => t.averagePooling1d({ poolSize: 2 }))] },
  AveragePooling2D: { translated: [on(image, () => t.averagePooling2d({ poolSize: 2 }))] },
  AveragePooling3D: { translated: [on(volume, () => t.averagePooling3d({ poolSize: 2 }))] },
  BatchNormalization: {
    translated: [
      on(image, () => t.batchNormalization()),
      on(image, () => t.batchNormalization({ axis: 1 }), "another axis than the last"),
    ],
  },
  Bidirectional: {
    translated: [on(sequence, () => t.bidirectional({ layer: t.lstm(units) }))],
    refused: [
      on(sequence, () => {
        const layer = t.lstm({ ...units, stateful: true });
        return t.bidirectional({ layer });
      }),
      on(film, () => t.bidirectional({ layer: t.convLstm2d({ ...window, name: "film" }) })),
    ],
  },
  CategoryEncoding: {
    translated: [
      on(vector, () => t.categoryEncoding({ numTokens: 6, outputMode: "multiHot" }), "multiHot, oneHot"),
      on(vector, () => t.categoryEncoding({ numTokens: 6, outputMode: "count" }), "count"),
    ],
    refused: [
      on(vector, () => t.categoryEncoding({ numTokens: 6, outputMode: "tfIdf" })),
      on(sequence, () => t.categoryEncoding({ numTokens: 4 })),
    ],
  },
  CenterCrop: {
    translated: [on(image, () => t.centerCrop({ height: 4, width: 4 }))],
    refused: [
      on([null, null, 3], () => t.centerCrop({ height: 4, width: 4 })),
      on(image, () => t.centerCrop({ height: 8, width: 8 })),
    ],
  },
  Concatenate: {
    translated: [on(twoOf(image), () => t.concatenate())],
    refused: [on(twoOf(image), () => t.concatenate({ axis: -2 }))],
  },
  Conv1D: {
    translated: [on(sequence, () => t.conv1d(window))],
    refused: [
      on(sequence, () => t.conv1d({ ...window, padding: "causal" })),
      on(sequence, () => t.conv1d({ ...window, ...channelsFirst } as never)),
    ],
  },
  Conv2D: {
    translated: [on(image, () => t.conv2d(window))],
    refused: [on(image, () => t.conv2d({ ...window, padding: "causal" }))],
  },
  Conv2DTranspose: { translated: [on(image, () => t.conv2dTranspose(window))] },
  Conv3D: { translated: [on(volume, () => t.conv3d(window))] },
  Conv3DTranspose: { translated: [on(volume, () => t.conv3dTranspose(window))] },
  ConvLSTM2D: {
    translated: [on(film, () => t.convLstm2d(window))],
    refused: [
      on(film, () => t.convLstm2d({ ...window, stateful: true })),
      on([3, null, null, 2], () => t.convLstm2d(window)),
      masked(film, () => t.convLstm2d(window)),
    ],
  },
  Cropping2D: { translated: [on(image, () => t.cropping2D({ cropping: 1 }))] },
  Dense: {
    translated: [on(vector, () => t.dense(units)), on(sequence, () => t.dense(units), "of sequences")],
  },
  DepthwiseConv2D: { translated: [on(image, () => t.depthwiseConv2d({ kernelSize: 2 }))] },
  Dot: {
    translated: [
      on(twoOf(vector), () => t.dot({ axes: 1 }), "vectors"),
      on(twoOf(sequence), () => t.dot({ axes: 2 }), "matrices"),
      on(twoOf(sequence), () => t.dot({ axes: 2, normalize: true }), "normalize"),
    ],
    refused: [on(twoOf(sequence), () => t.dot({ axes: -3 }))],
  },
  Dropout: { translated: [on(vector, () => t.dropout({ rate: 0.2 }))] },
  ELU: { translated: [on(image, () => t.elu())] },
  Embedding: { translated: [on(vector, () => t.embedding({ inputDim: 5, outputDim: 3 }))] },
  Flatten: {
    translated: [
      on(image, () => t.flatten()),
      on(image, () => t.flatten(channelsFirst as never), "channelsFirst"),
    ],
  },
  GRU: recurrent(t.gru),
  GaussianDropout: { translated: [on(vector, () => t.gaussianDropout({ rate: 0.2 }))] },
  GaussianNoise: { translated: [on(vector, () => t.gaussianNoise({ stddev: 0.2 }))] },
  GlobalAveragePooling1D: { translated: [on(sequence, () => t.globalAveragePooling1d())] },
  GlobalAveragePooling2D: { translated: [on(image, () => t.globalAveragePooling2d({}))] },
  GlobalMaxPooling1D: { translated: [on(sequence, () => t.globalMaxPooling1d())] },
  GlobalMaxPooling2D: { translated: [on(image, () => t.globalMaxPooling2d({}))] },
  GroupedConv2D: { translated: [on(image, () => groupedConv2d({ ...window, groups: 2 }))] },
  L2Pooling2D: { translated: [on(image, () => l2Pooling2d({ poolSize: 2 }))] },
  LSTM: recurrent(t.lstm),
  LayerNormalization: {
    translated: [
      on(sequence, () => t.layerNormalization()),
      on(image, () => t.layerNormalization({ axis: 1 }), "other axes than the last"),
    ],
  },
  LeakyReLU: { translated: [on(image, () => t.leakyReLU())] },
  LocalResponseNormalization: { translated: [on(image, () => localResponseNormalization())] },
  Masking: {
    translated: [on(sequence, () => t.masking())],
  },
  MaxPooling1D: { translated: [on(sequence, () => t.maxPooling1d({ poolSize: 2 }))] },
  MaxPooling2D: { translated: [on(image, () => t.maxPooling2d({ poolSize: 2 }))] },
  MaxPooling3D: { translated: [on(volume, () => t.maxPooling3d({ poolSize: 2 }))] },
  Maximum: { translated: [on(twoOf(image), () => t.maximum())] },
  Minimum: { translated: [on(twoOf(image), () => t.minimum())] },
  Multiply: { translated: [on(twoOf(image), () => t.multiply())] },
  PReLU: { translated: [on(image, () => t.prelu())] },
  PaperDropout: { translated: [on(vector, () => paperDropout({ keepProbability: 0.5 }))] },
  PartialConv2D: {
    translated: [
      on([6, 6, 2], () =>
        partialConv2d({
          kernelSize: 2,
          table: [
            [1, 0],
            [1, 1],
          ],
        }),
      ),
    ],
  },
  Permute: { translated: [on(image, () => t.permute({ dims: [2, 1, 3] }))] },
  RNN: {
    translated: [
      on(sequence, () => t.rnn({ cell: t.lstmCell(units) }), "as its cells' layers"),
      on(
        sequence,
        () => t.rnn({ cell: t.stackedRNNCells({ cells: [t.gruCell(units), t.lstmCell(units)] as never }) }),
        "several cells",
      ),
    ],
  },
  RadialBasis: {
    translated: [
      on([2], () =>
        radialBasis({
          targets: [
            [0, 1],
            [1, 0],
          ],
        }),
      ),
    ],
  },
  ReLU: {
    translated: [on(image, () => t.reLU()), on(image, () => t.reLU({ maxValue: 6 }), "maxValue")],
  },
  RepeatVector: { translated: [on(vector, () => t.repeatVector({ n: 3 }))] },
  Rescaling: { translated: [on(image, () => t.rescaling({ scale: 0.5, offset: 1 }))] },
  Reshape: { translated: [on(image, () => t.reshape({ targetShape: [36, 4] }))] },
  ScaledTanh: { translated: [on(image, () => scaledTanh())] },
  SeparableConv2D: {
    translated: [on(image, () => t.separableConv2d(window))],
    refused: [
      on(image, () => t.separableConv2d({ ...window, ...channelsFirst } as never)),
      on(image, () => {
        const options = { ...window, ...channelsFirst, useBias: false, activation: "softmax" };
        return t.separableConv2d(options as never);
      }),
    ],
  },
  SimpleRNN: recurrent(t.simpleRNN),
  Softmax: {
    translated: [on(image, () => t.softmax()), on(image, () => t.softmax({ axis: [1, 2] }), "several axes")],
    refused: [masked(sequence, () => t.softmax())],
  },
  SpatialDropout1D: { translated: [on(sequence, () => t.spatialDropout1d({ rate: 0.2 }))] },
  Subsampling2D: { translated: [on(image, () => subsampling2d())] },
  ThresholdedReLU: { translated: [on(image, () => t.thresholdedReLU())] },
  TimeDistributed: {
    translated: [on(sequence, () => t.timeDistributed({ layer: t.dense(units) }), "around the layer's own")],
    refused: [
      masked(sequence, () => {
        const steps = [t.reshape({ inputShape: [4], targetShape: [2, 2] }), t.lstm(units)];
        return t.timeDistributed({ layer: tf.sequential({ layers: steps }) });
      }),
    ],
  },
  UpSampling2D: {
    translated: [
      on(image, () => t.upSampling2d({ size: [2, 2] }), "nearest"),
      on(image, () => t.upSampling2d({ size: [2, 2], interpolation: "bilinear" }), "bilinear"),
    ],
  },
  ZeroPadding2D: { translated: [on(image, () => t.zeroPadding2d())] },
};
