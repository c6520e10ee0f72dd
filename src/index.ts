/** The public names: all that a notebook or a script imports. */
import { showModels } from "./inspect/modelViews";
import { showTensors } from "./notebook/tensors";

export { type Architecture, architectures } from "./architectures";
export { alexNet2012, type AlexNetOptions, alexNetTorchvision } from "./architectures/alexNet";
export { allCnn, type AllCnnOptions } from "./architectures/allCnn";
export { courseAlexNet } from "./architectures/courseAlexNet";
export type { NetworkOptions } from "./architectures/options";
export { fromPattern, type PatternOptions } from "./architectures/pattern/fromPattern";
export { parsePattern } from "./architectures/pattern/parse";
export { patternText } from "./architectures/pattern/pattern";
export { patternRemarks } from "./architectures/pattern/remarks";
export { digitAlexNet, digitCnn5x5, digitVgg16 } from "./architectures/digitNetworks";
export { googLeNet, type GoogLeNetOptions } from "./architectures/googLeNet";
export { mobileNet, type MobileNetOptions } from "./architectures/mobileNet";
export { leNet5, leNet5Modern, leNet5Table } from "./architectures/leNet";
export { leNet5Map, leNet5Mse } from "./architectures/leNetLosses";
export { plainNet34, resNet18, resNet34, type ResNetOptions } from "./architectures/resNet";
export { kerasMnistCnn, kerasMnistConvnet, pytorchNet } from "./architectures/smallNetworks";
export { cnn5x5, vgg11, vgg13, vgg16, vgg19 } from "./architectures/vgg";
export { bars, type Chart, lines, liveLines, scatter } from "./charts";
export { type EngineInfo, type EngineName, engines, load, type Session } from "./engines";
export type { Profile } from "./engines/profile";
export { foldBatchNorm } from "./engines/foldBatchNorm";
export { exportOnnx } from "./engines/onnx/exportOnnx";
export {
  compareStacks,
  connections,
  convolution,
  convolutionFlops,
  cost,
  depthwiseSeparable,
  memory,
  outputSize,
  parameterSharing,
  receptiveField,
  samePadding,
  strideFit,
  summary,
} from "./inspect";
export { groupedConv2d } from "./layers/groupedConv2d";
export { independentComponents } from "./layers/independentComponents";
export { glorotUniform, heNormal, heUniform, randomNormal } from "./layers/initializers";
export { l2Pooling2d } from "./layers/l2Pooling2d";
export { lecunUniform1998 } from "./layers/lecunUniform1998";
export { localResponseNormalization } from "./layers/localResponseNormalization";
export { paperDropout } from "./layers/paperDropout";
export { partialConv2d } from "./layers/partialConv2d";
export { radialBasis } from "./layers/radialBasis";
export { scaledTanh } from "./layers/scaledTanh";
export { subsampling2d } from "./layers/subsampling2d";
export { display, displayable } from "./notebook/display";
export { check } from "./notebook/exercise";
export { image } from "./notebook/image";
export { latex, markdown } from "./notebook/markup";
export { progressBar } from "./notebook/progress";
export { table } from "./notebook/rows";
export { showActivations } from "./pictures/activations";
export { showFilters } from "./pictures/filters";
export { showReceptiveField } from "./pictures/receptiveField";
export { show } from "./pictures/show";
export {
  compare,
  comparePrecisions,
  type ComparisonRow,
  machinePeaks,
  noiseImage,
  roofline,
  rooflineRows,
  time,
  type Timing,
} from "./timing";
export { compareTraining } from "./training/compareTraining";
export { evaluate } from "./training/evaluate";
export { fit } from "./training/fit";
export { mnist } from "./training/mnist";
export { recordedTraining } from "./training/recordedTraining";

showTensors();
showModels();
