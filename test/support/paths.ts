import { join, resolve } from "node:path";

export const root = resolve(__dirname, "../..");

/** The Python of the project's own environment. */
export const python = join(root, ".venv/bin/python");
