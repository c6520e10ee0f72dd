import { wholeNumber } from "../arguments/checks";
import { checkNames } from "../arguments/optionNames";
import { type Displayable, displayableTable } from "../notebook/display";
import { renderTable } from "../notebook/table";
import { sum } from "./numbers";

export interface StackRow {
  /** The kernels' sizes, the first layer's first. */
  kernels: number[];
  /** Height and width of what one unit of the last layer sees. */
  receptiveField: number;
  /** Weights by C², with C channels in and out of each layer: 27 for three layers of 3 x 3. */
  weightsPerC2: number;
  /** 27C², without biases. Multiply-adds at one position are as many. */
  weights: number;
  /** One behind each layer. */
  nonlinearities: number;
}

export interface StackComparison {
  channels: number;
  rows: StackRow[];
}

/**
 * Stacks of convolutions with stride 1 side by side: three layers of 3 x 3 see as much as one of 7 x 7, with 27C² weights
 * for 49C² and three nonlinearities for one (Simonyan and Zisserman 2014, arXiv:1409.1556, section 2.3).
 *
 * @param stacks for each stack the kernels' sizes: [[3, 3, 3], [7]]
 * @param options.channels C, of the input and of each layer's output
 * @throws TypeError when a stack is not a list of kernels' sizes or an option is unknown
 * @throws RangeError when a kernel's size or the number of channels is not a whole number of at least 1
 */
export function compareStacks(
  stacks: readonly (readonly number[])[],
  options: { channels: number },
): StackComparison & Displayable {
  checkNames("compareStacks", options, ["channels"]);
  const { channels } = options;
  wholeNumber("channels", channels);
  const rows = stacks.map((kernels, index): StackRow => {
    const given: unknown = kernels; // a cell may hand in anything
    if (!Array.isArray(given) || given.length === 0) {
      throw new TypeError(
        `stacks[${index}] is ${JSON.stringify(given)}: it must be a list of its kernels' sizes, such as [3, 3, 3].`,
      );
    }
    kernels.forEach((kernel) => wholeNumber(`stacks[${index}]: the kernel`, kernel));
    const weightsPerC2 = sum(kernels, (kernel) => kernel * kernel);
    return {
      kernels: [...kernels],
      receptiveField: 1 + sum(kernels, (kernel) => kernel - 1),
      weightsPerC2,
      weights: weightsPerC2 * channels * channels,
      nonlinearities: kernels.length,
    };
  });
  return shown({ channels, rows });
}

function shown(data: StackComparison): StackComparison & Displayable {
  const square = (size: number) => `${size} x ${size}`;
  const table = () =>
    renderTable(
      data.rows,
      [
        { title: "Kernels", value: ({ kernels }) => kernels.map(square).join(", ") },
        { title: "Receptive field", value: ({ receptiveField }) => square(receptiveField), align: "right" },
        { title: "Weights by C", value: ({ weightsPerC2 }) => `${weightsPerC2}C²`, align: "right" },
        { title: "Weights", value: ({ weights }) => weights },
        { title: "Nonlinearities", value: ({ nonlinearities }) => nonlinearities },
      ],
      { caption: `Stacks of convolutions with C = ${data.channels} channels in and out of each layer` },
    );
  return displayableTable(data, table);
}
