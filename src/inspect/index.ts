export { compareStacks, type StackComparison, type StackRow } from "./compareStacks";
export { connections, type Connections, type ConnectionsRow, type CountsConnections } from "./connections";
export { convolution, type Convolution, type ConvolutionOptions } from "./convolution";
export { cost, type Cost, type CostRow } from "./cost";
export { type CountsMacs } from "./macs";
export { memory, type Memory, type MemoryOptions, type MemoryRow } from "./memory";
export { outputSize, type Padding, type Window } from "./outputSize";
export {
  receptiveField,
  type ReceptiveField,
  type ReceptiveFieldRow,
  type StackLayer,
} from "./receptiveField";
export { samePadding } from "./samePadding";
export { convolutionFlops, depthwiseSeparable, type Separable, type SeparableRow } from "./separable";
export { parameterSharing, type ParameterSharing, type SharingRow } from "./sharing";
export { strideFit, type StrideFit, type StrideFitRow } from "./strideFit";
export { type SummaryBlock } from "./blocks";
export { summary, type Summary, type SummaryView } from "./summary";
export { type SummaryRow } from "./summaryRows";
