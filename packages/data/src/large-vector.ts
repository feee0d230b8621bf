/** Memory of the numbers of a table, which the thread that trains needs as well. */

/** A smaller vector is copied as fast as it is shared. */
const MIN_SHARED_BYTES = 2 ** 20;

/** A vector of zeros. If it is large, other threads are sent its memory instead of a copy, where memory can be shared. */
export function createLargeVector(length: number): Float64Array {
  const bytes = length * Float64Array.BYTES_PER_ELEMENT;
  // A page without cross-origin isolation has no shared memory.
  const isShared = bytes >= MIN_SHARED_BYTES && typeof SharedArrayBuffer !== "undefined";
  return isShared ? new Float64Array(new SharedArrayBuffer(bytes)) : new Float64Array(length);
}
