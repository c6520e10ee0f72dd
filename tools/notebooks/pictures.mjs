/** Pictures for the documents, out of notebooks: a cell's metadata names the file, {"convbook": {"picture": "docs/….svg"}}. */
import { writeWhole } from "../support/files.mjs";
import { codeCells, lastOutput } from "../support/notebooks.mjs";
import { inRoot } from "../support/paths.mjs";
import { Problem } from "../support/problem.mjs";

/** Writes the SVG that each such cell ended on into its file, whose path begins at the project's root. */
export function writePictures(notebook) {
  for (const cell of codeCells(notebook)) {
    const file = cell.metadata.convbook?.picture;
    if (file === undefined) continue;
    const picture = lastOutput(cell, "image/svg+xml");
    if (picture === undefined) {
      throw new Problem(`${notebook}: the cell of ${file} ends on no picture (image/svg+xml).`);
    }
    writeWhole(inRoot(file), picture);
  }
}
