/** Memory for the vectors of a table: for a large one in few pieces, which return to the system as soon as they are freed. */

export type Units = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
/** A code for each text; see `encodeDecimal`. */
export type Decimals = Int16Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
export type Ends = Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

export interface TextMemory {
  /** Copies of the vectors, of codes in 16 bits if all are so short. */
  readonly copyDecimals: (codes: Int32Array<ArrayBuffer>) => Decimals;
  readonly copyUnits: (units: Units) => Units;
  readonly copyEnds: (ends: Ends) => Ends;
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
    copyDecimals(codes) {
      const { length } = codes;
      const areShort = codes.every((code) => (code << 16) >> 16 === code);
      const [buffer, at] = place(length * (areShort ? 2 : 4));
      const copy = areShort ? new Int16Array(buffer, at, length) : new Int32Array(buffer, at, length);
      copy.set(codes);
      return copy;
    },
    copyUnits(units) {
      const [buffer, at] = place(units.byteLength);
      const isBytes = units instanceof Uint8Array;
      const copy = isBytes ? new Uint8Array(buffer, at, units.length) : new Uint16Array(buffer, at, units.length);
      copy.set(units);
      return copy;
    },
    copyEnds(ends) {
      const [buffer, at] = place(ends.byteLength);
      const isShort = ends instanceof Uint16Array;
      const copy = isShort ? new Uint16Array(buffer, at, ends.length) : new Uint32Array(buffer, at, ends.length);
      copy.set(ends);
      return copy;
    },
  };
}
