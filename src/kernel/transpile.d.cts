/** TypeScript to JavaScript, file by file, kept by the hash of the text; see transpile.cjs. */
import type { Cache } from "./cache.cjs";

/** What is kept of modules, and what is kept of cells. */
export const caches: { modules: Cache; cells: Cache };

/**
 * The JavaScript of a file with this text, with its source map inline.
 *
 * @throws SyntaxError where it has errors of syntax
 */
export function transpileOnce(text: string, file: string): string;

/** Keeps what a file with this text becomes. */
export function keepCode(text: string, code: string): void;
