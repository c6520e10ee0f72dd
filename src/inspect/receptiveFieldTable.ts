import { type Displayable, displayableTable } from "../notebook/display";
import { formatNumber, renderTable } from "../notebook/table";
import type { ReceptiveField } from "./receptiveField";

/** Gives the data their table. */
export function shownFields(data: ReceptiveField): ReceptiveField & Displayable {
  const { name, image, rows, unknown } = data;
  const table = () =>
    renderTable(
      rows,
      [
        { title: "Layer (type)", value: ({ name, kind }) => `${name} (${kind})` },
        { title: "Output", value: ({ output }) => axesText(output), align: "right" },
        { title: "Receptive field", value: ({ size }) => axesText(size), align: "right" },
        { title: "Jump", value: ({ jump }) => alikeText(jump), align: "right" },
        { title: "Centre of the first", value: ({ start }) => alikeText(start), align: "right" },
      ],
      {
        caption:
          `${name}: what one unit sees of an image of ${image.join(" x ")}, in pixels, the zeros around it included; ` +
          "jump: from one unit's field to the next one's",
        footer: unknown.map(({ name, kind }) => `No rule for what ${name} (${kind}) sees`),
      },
    );
  return displayableTable(data, table);
}

/** "7 x 7". */
function axesText(numbers: number[] | null): string | null {
  return numbers && numbers.join(" x ");
}

/** One number where all axes have the same. */
function alikeText(numbers: number[] | null): string | null {
  return numbers && [...new Set(numbers)].map(formatNumber).join(", ");
}
