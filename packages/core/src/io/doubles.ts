/** Numbers as little-endian doubles (IEEE 754 binary64), which keep every bit, including the sign of zero. */

/** Encodes each number in 8 bytes. */
export function doublesToBytes(numbers: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(8 * numbers.length);
  writeDoubles(bytes, 0, numbers);
  return bytes;
}

/** Whether the doubles of this machine are little-endian in memory. */
const isLittleEndian = new Uint8Array(Float64Array.of(1).buffer)[0] === 0;

/** Writes the numbers from byte `start` on; returns the position after them. */
export function writeDoubles(bytes: Uint8Array, start: number, numbers: ArrayLike<number>): number {
  const end = start + 8 * numbers.length;
  if (isLittleEndian && numbers instanceof Float64Array) {
    bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), start);
    return end;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < numbers.length; i++) view.setFloat64(start + 8 * i, numbers[i], true);
  return end;
}

/** The inverse of `doublesToBytes`; ignores an incomplete number at the end. */
export function bytesToDoubles(bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Float64Array(Math.floor(bytes.length / 8));
  for (let i = 0; i < numbers.length; i++) numbers[i] = view.getFloat64(8 * i, true);
  return numbers;
}
