/** Files that a command works on, by parts of their names. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { inRoot } from "./paths.mjs";
import { Problem } from "./problem.mjs";

/** The files below a folder with this ending, from the project's root, whose path has one of the parts; all without parts. */
export function selectFiles(folder, ending, parts) {
  const files = readdirSync(inRoot(folder), { recursive: true })
    .map((file) => join(folder, file))
    .filter((file) => file.endsWith(ending) && !file.includes(".ipynb_checkpoints"))
    .sort();
  const selected =
    parts.length === 0 ? files : files.filter((file) => parts.some((part) => file.includes(part)));
  if (selected.length === 0)
    throw new Problem(
      `No file in ${folder}/ ends in ${ending}${parts.length ? ` and has ${parts.join(" or ")} in its name` : ""}.`,
    );
  return selected;
}
