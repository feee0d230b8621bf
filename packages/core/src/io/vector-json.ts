/** Vectors as base64 of little-endian doubles: exact, and about half as long as a list of decimals. */
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { bytesToDoubles, doublesToBytes } from "./doubles.ts";

/** Base64; or a list of numbers, as older versions wrote. */
export type VectorJson = string | readonly number[];

/** The vector as base64; `vectorFromJson` restores every bit. */
export function vectorToJson(vector: ArrayLike<number>): string {
  return encodeBase64(doublesToBytes(vector));
}

/**
 * The inverse of `vectorToJson`; also reads lists of numbers.
 *
 * @param where starts the error messages, such as `snapshotFromJson`.
 * @param name  of the vector, such as `best.parameters`.
 * @throws TypeError when the value is neither text nor a list; RangeError when it is invalid base64, ends within a number,
 * or has a number that is not finite.
 */
export function vectorFromJson(json: unknown, where: string, name: string): Float64Array {
  const vector = Array.isArray(json) ? fromList(json, where, name) : fromText(json, where, name);
  const wrong = vector.findIndex((number) => !Number.isFinite(number));
  if (wrong >= 0)
    throw new RangeError(`${where}: expected finite numbers in ${name}, got ${vector[wrong]} at index ${wrong}`);
  return vector;
}

function fromText(json: unknown, where: string, name: string): Float64Array {
  if (typeof json !== "string") throw new TypeError(`${where}: expected base64 for ${name}, got ${describe(json)}`);
  const bytes = decodeBase64(json, `${where}: ${name}`);
  if (bytes.length % 8 !== 0)
    throw new RangeError(`${where}: expected 8 bytes for each number of ${name}, got ${bytes.length} bytes`);
  return bytesToDoubles(bytes);
}

/** JSON has null in place of numbers that are not finite. */
function fromList(list: readonly unknown[], where: string, name: string): Float64Array {
  const wrong = list.findIndex((number) => typeof number !== "number");
  if (wrong >= 0)
    throw new RangeError(
      `${where}: expected finite numbers in ${name}, got ${describe(list[wrong])} at index ${wrong}`,
    );
  return Float64Array.from(list as readonly number[]);
}

function describe(value: unknown): string {
  return value === null ? "null" : value === undefined ? "nothing" : typeof value;
}
