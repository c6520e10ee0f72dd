import { wholeNumber } from "../arguments/checks";
import { checkNames } from "../arguments/optionNames";
import { type Displayable, displayableTable } from "../notebook/display";
import { formatNumber, renderTable } from "../notebook/table";
import { outputFormula, type Window } from "./outputSize";
import { place, type Placement } from "./placement";

export interface StrideFitRow extends Placement {
  padding: "valid" | "same";
}

export interface StrideFit {
  input: number;
  kernel: number;
  stride: number;
  /** (W − K) / S + 1: a whole number where the stride fits. */
  positions: number;
  fits: boolean;
  rows: StrideFitRow[];
}

/**
 * What becomes of a stride that does not fit: "valid" leaves values out at the input's end, "same" puts zeros around it.
 *
 * @throws RangeError when the kernel is larger than the input or a size is not a whole number of at least 1; TypeError
 *   when `window` has another name
 */
export function strideFit(window: Omit<Window, "padding">): StrideFit & Displayable {
  checkNames("strideFit", window, ["input", "kernel", "stride"]);
  const { input, kernel, stride = 1 } = window;
  wholeNumber("stride", stride);
  const rows = (["valid", "same"] as const).map((padding) => ({
    padding,
    ...place({ input, kernel, stride, padding }),
  }));
  const positions = (input - kernel) / stride + 1;
  return shown({ input, kernel, stride, positions, fits: Number.isInteger(positions), rows });
}

function shown(data: StrideFit): StrideFit & Displayable {
  const { input, kernel, stride, positions, fits, rows } = data;
  const formula = `${outputFormula({ input, kernel, stride })} = ${formatNumber(positions)}`;
  const table = () =>
    renderTable(
      rows,
      [
        { title: "Padding", value: ({ padding }) => padding },
        { title: "Output", value: ({ output }) => output },
        { title: "Zeros before", value: ({ before }) => before },
        { title: "Zeros after", value: ({ after }) => after },
        { title: "Left out at the end", value: ({ leftOut }) => leftOut },
      ],
      {
        caption:
          `A kernel of ${kernel} over ${input} in steps of ${stride}: ${formula}, ` +
          (fits ? "the stride fits" : "not a whole number of positions"),
      },
    );
  return displayableTable(data, table);
}
