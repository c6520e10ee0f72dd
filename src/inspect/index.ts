export { compareStacks, type StackComparison, type StackRow } from "./compareStacks";
export { connections, type Connections, type ConnectionsRow, type CountsConnections } from "./connections";
export { convolution, type Convolution, convolutionFlops, type ConvolutionOptions } from "./convolution";
export { cost, type Cost, type CostRow } from "./cost";
export { depthwiseSeparable, type Separable, type SeparableRow } from "./depthwiseSeparable";
export { type CountsMacs } from "./macs";
export { memory, type Memory, type MemoryOptions, type MemoryRow } from "./memory";
export { outputSize, type Padding, type Window } from "./outputSize";
export { parameterSharing, type ParameterSharing, type SharingRow } from "./parameterSharing";
export {
  receptiveField,
  type ReceptiveField,
  type ReceptiveFieldRow,
  type StackLayer,
} from "./receptiveField";
export { samePadding } from "./samePadding";
export { strideFit, type StrideFit, type StrideFitRow } from "./strideFit";
export { type SummaryBlock } from "./blocks";
export { summary, type Summary, type SummaryView } from "./summary";
export { type SummaryRow } from "./summaryRows";
