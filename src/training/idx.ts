/** A file in the IDX format of the MNIST data base: unsigned bytes in an array of any rank. */
export interface Idx {
  /** Sizes, outermost first: [60000, 28, 28] for MNIST's training images. */
  shape: number[];
  /** The values in row-major order; a view into the file's bytes, not a copy. */
  values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/**
 * Reads an IDX file: two zero bytes, one byte for the type of the values, one for the rank, then each size as a big-endian
 * 32-bit integer, then the values. Format: the page of LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
 *
 * @param bytes the whole file
 * @param file its name, for the errors
 * @param rank sizes expected: 3 for images, 1 for labels
 * @throws Error when the file is no IDX file of unsigned bytes and this rank, or holds fewer or more values than it says
 */
export function parseIdx(bytes: Uint8Array, file: string, rank: number): Idx {
  const header = 4 + 4 * rank;
  if (bytes.length < header) {
    throw new Error(
      `${file}: ${bytes.length} bytes, but an IDX header takes ${header}. Fetch the file again.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  const expected = (UNSIGNED_BYTE << 8) | rank;
  if (magic !== expected) {
    throw new Error(
      `${file}: it begins with the magic number ${magic}, not ${expected} (unsigned bytes of rank ${rank}). ` +
        "Give an unpacked IDX file.",
    );
  }
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const values = bytes.subarray(header);
  const promised = shape.reduce((product, size) => product * size, 1);
  if (values.length !== promised) {
    throw new Error(
      `${file}: its header promises ${shape.join(" x ")} = ${promised} values, but ${values.length} follow. ` +
        "Fetch the file again.",
    );
  }
  return { shape, values };
}
