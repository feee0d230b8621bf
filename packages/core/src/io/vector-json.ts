/** A vector as text: base64 of its little-endian doubles, which is exact and about half as long as a list of decimals. */
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { bytesToDoubles, doublesToBytes } from "./doubles.ts";

/** As it is written now, or as a list of numbers, as it was written before. */
export type VectorJson = string | readonly number[];

/** The vector as base64; `vectorFromJson` gives it back with every bit. */
export function vectorToJson(vector: ArrayLike<number>): string {
  return encodeBase64(doublesToBytes(vector));
}

/**
 * The vector that `vectorToJson` was given; lists of numbers are read too.
 *
 * @param where what an error begins with, such as `snapshotFromJson`.
 * @param name  what the vector is, such as `best.parameters`.
 * @throws RangeError when it is neither, ends within a number, or holds one that is not finite; TypeError when it is neither
 * text nor a list.
 */
export function vectorFromJson(json: unknown, where: string, name: string): Float64Array {
  const vector = Array.isArray(json) ? fromList(json, where, name) : fromText(json, where, name);
  const wrong = vector.findIndex((number) => !Number.isFinite(number));
  if (wrong >= 0) {
    throw new RangeError(`${where}: expected finite numbers in ${name}, got ${vector[wrong]} at index ${wrong}`);
  }
  return vector;
}

function fromText(json: unknown, where: string, name: string): Float64Array {
  if (typeof json !== "string") throw new TypeError(`${where}: expected base64 as ${name}, got ${describe(json)}`);
  const bytes = decodeBase64(json, `${where}: ${name}`);
  if (bytes.length % 8 !== 0) {
    throw new RangeError(`${where}: expected 8 bytes for each number of ${name}, got ${bytes.length} bytes`);
  }
  return bytesToDoubles(bytes);
}

/** JSON makes null of what is no finite number. */
function fromList(list: readonly unknown[], where: string, name: string): Float64Array {
  const wrong = list.findIndex((number) => typeof number !== "number");
  if (wrong >= 0) {
    throw new RangeError(
      `${where}: expected finite numbers in ${name}, got ${describe(list[wrong])} at index ${wrong}`,
    );
  }
  return Float64Array.from(list as readonly number[]);
}

function describe(value: unknown): string {
  return value === null ? "null" : value === undefined ? "nothing" : typeof value;
}
