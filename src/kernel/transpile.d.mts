/** TypeScript to JavaScript, file by file, kept by the hash of the text; see transpile.mjs. */
import type { Cache } from "./cache.mjs";

/** What is kept of modules, and what is kept of cells. */
export const caches: { modules: Cache; cells: Cache };

/** The JavaScript of a file with this text, with its source map inline. */
export function transpileOnce(text: string, file: string): string;

/** Keeps what a file with this text becomes. */
export function keepCode(text: string, code: string): void;
