/** Texts and bytes that are worked out once and kept for the kernel's next start; see cache.cjs. */
export interface Cache {
  /** The text that was kept under this name; undefined where there is none, or it is damaged. */
  read(name: string): string | undefined;
  /** Keeps a text, if that is possible. */
  write(name: string, text: string): void;
  readBytes(name: string): Buffer | undefined;
  writeBytes(name: string, bytes: Buffer): void;
}

/** Keeps up to `most` files in `folder`, and a hundred more now and then; who may read them, `mode` says. */
export function openCache(folder: string, most?: number, mode?: number): Cache;
