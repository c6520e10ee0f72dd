import { deserialize, serialize } from "node:v8";
import type { Cache } from "../cache.cjs";
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
      try {
        return bytes && (deserialize(bytes) as KeptCell);
      } catch {
        return undefined; // a later Node has written it, in a format that this one does not know
      }
    },

    write(key: string, { code, insertions, top, cell }: KeptCell): void {
      cache.writeBytes(nameOf(key), serialize({ code, insertions, top, cell }));
    },
  };
}

function nameOf(key: string): string {
  return `${hashOf(key)}.cell`;
}
