import { writeSync } from "node:fs";
import type { Location } from "./encode";
import { bytesOf, type Initializer, piecesOf, type Values } from "./graph";

/** From so many bytes on a constant lies outside of the model. */
const LARGE = 2 ** 16;

/** Each constant begins on a page of its own, so that it can be mapped by itself. */
const PAGE = 2 ** 12;

/** The large constants of a graph in a file beside the model. */
export class ExternalData {
  /** Of the whole file. */
  readonly bytes: number;
  private readonly offsets = new Map<Initializer, number>();

  constructor(initializers: readonly Initializer[]) {
    let end = 0;
    for (const initializer of initializers) {
      const bytes = bytesOf(initializer);
      if (bytes < LARGE) continue;
      const offset = Math.ceil(end / PAGE) * PAGE;
      this.offsets.set(initializer, offset);
      end = offset + bytes;
    }
    this.bytes = end;
  }

  /** Where a constant lies in the file of that name; undefined for those that are too small for it. */
  locate(initializer: Initializer, file: string): Location | undefined {
    const offset = this.offsets.get(initializer);
    return offset === undefined ? undefined : { file, offset };
  }

  /** Reads the values and writes them, piece by piece. */
  writeTo(file: number): void {
    for (const [initializer, offset] of this.offsets) {
      let position = offset;
      for (const piece of piecesOf(initializer)) position += writeAll(file, piece, position);
    }
  }
}

/** A single write may write less than it was given: Linux stops at 2 GiB. */
function writeAll(file: number, { buffer, byteOffset, byteLength }: Values, position: number): number {
  for (let done = 0; done < byteLength;) {
    done += writeSync(
      file,
      new Uint8Array(buffer, byteOffset + done, byteLength - done),
      0,
      undefined,
      position + done,
    );
  }
  return byteLength;
}
