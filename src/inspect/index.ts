export { convolution, type Convolution, type ConvolutionOptions } from "./convolution";
export { cost, type Cost, type CostRow } from "./cost";
export { type CountsMacs } from "./macs";
export { outputSize, type Padding, type Window } from "./outputSize";
export { type SummaryBlock } from "./blocks";
export { summary, type Summary, type SummaryView } from "./summary";
export { type SummaryRow } from "./summaryRows";
