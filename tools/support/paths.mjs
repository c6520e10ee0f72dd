/** Where things lie. Everything that set-up makes is inside the project's folder. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

export const inRoot = (...parts) => join(root, ...parts);

/** The Python of the course's own environment. */
export const python = inRoot(".venv", "bin", "python");
