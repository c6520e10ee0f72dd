import { deserialize, serialize } from "node:v8";
import type { Cache } from "../cache.mjs";
import type { Compiled } from "./compiler";
import { hashOf } from "./snapshots";

/** What a cell has become; what an error calls it may differ from time to time. */
export type KeptCell = Omit<Compiled, "notes">;

/**
 * Keeps from one kernel to the next what cells have become that have no errors: a notebook that is run again has them
 * compiled already.
 */
export function openCompiledCells(cache: Cache) {
  return {
    /** @param key stands for all that the result depends on */
    read(key: string): KeptCell | undefined {
      const bytes = cache.readBytes(nameOf(key));
      return bytes && (deserialize(bytes) as KeptCell);
    },

    write(key: string, { code, insertions, top, cell }: KeptCell): void {
      cache.writeBytes(nameOf(key), serialize({ code, insertions, top, cell }));
    },
  };
}

function nameOf(key: string): string {
  return `${hashOf(key)}.cell`;
}
