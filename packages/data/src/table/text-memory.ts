/** Memory for the vectors of a table: for a large one in few pieces, which return to the system as soon as they are freed. */

export type Units = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
/** A code for each text; see `encodeDecimal`. */
export type Decimals = Int16Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
export type Ends = Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

export interface TextMemory {
  /** A copy of numbers, as a vector of a type that can hold them. */
  readonly copy: <Vector extends Decimals | Units | Ends>(
    type: VectorType<Vector>,
    values: ArrayLike<number>,
  ) => Vector;
}

interface VectorType<Vector> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): Vector;
}

/** The first vectors of a table, so that a small one takes no more than it needs. */
const MAX_SINGLE_BYTES = 2 ** 22;
/** Allocators keep smaller pieces for later. Pages of a piece that are not written take no memory. */
const PIECE_BYTES = 2 ** 26;
const ALIGNMENT = 4;

export function createTextMemory(): TextMemory {
  let single = 0;
  let piece = new ArrayBuffer(0);
  let used = 0;

  /** A place for `byteLength` bytes: a buffer, and the index in it. */
  function place(byteLength: number): [ArrayBuffer, number] {
    const bytes = Math.ceil(byteLength / ALIGNMENT) * ALIGNMENT;
    if (single + bytes <= MAX_SINGLE_BYTES) {
      single += bytes;
      return [new ArrayBuffer(byteLength), 0];
    }
    if (used + bytes > piece.byteLength) {
      piece = new ArrayBuffer(Math.max(PIECE_BYTES, bytes));
      used = 0;
    }
    used += bytes;
    return [piece, used - bytes];
  }

  return {
    copy(type, values) {
      const { length } = values;
      const [buffer, at] = place(length * type.BYTES_PER_ELEMENT);
      const copy = new type(buffer, at, length);
      copy.set(values);
      return copy;
    },
  };
}
