/** The format of plain data in the store: readable JSON, and its vectors beside it as plain doubles. */

/** An encoded chunk, or the encoded rows of a training. */
export interface Encoded {
  readonly json: string;
  /** All vectors end to end, as little-endian doubles. In the JSON, `{ "$numbers": [first, count] }` replaces each vector. */
  readonly numbers: Uint8Array;
}

/** Replaces a vector in the JSON: the index of its first number, and its length. */
interface VectorRef {
  readonly $numbers: readonly [number, number];
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

export function encode(value: object): Encoded {
  const vectors: Float64Array[] = [];
  let count = 0;

  function replaceVectors(inner: unknown): unknown {
    if (typeof inner !== "object" || inner === null) return inner;
    if (Array.isArray(inner)) return inner.map(replaceVectors);
    if (!(inner instanceof Float64Array)) {
      return Object.fromEntries(Object.entries(inner).map(([key, field]) => [key, replaceVectors(field)]));
    }
    const ref: VectorRef = { $numbers: [count, inner.length] };
    vectors.push(inner);
    count += inner.length;
    return ref;
  }

  const json = JSON.stringify(replaceVectors(value));
  const all = new Float64Array(count);
  let end = 0;
  for (const vector of vectors) {
    all.set(vector, end);
    end += vector.length;
  }
  // Node 22, and 24 before 24.15, bind an empty view of an ArrayBuffer as NULL.
  const numbers = count === 0 ? new Uint8Array(0) : new Uint8Array(all.buffer);
  swapToLittleEndian(numbers);
  return { json, numbers };
}

/** @throws RangeError if a value has the wrong type or numbers are missing, SyntaxError if the JSON is invalid. */
export function decode({ json, numbers }: Encoded): unknown {
  if (typeof json !== "string" || !(numbers instanceof Uint8Array) || numbers.length % 8 !== 0)
    throw new RangeError("expected JSON and doubles, got other types: the store is damaged");
  const isAligned = isLittleEndian && numbers.byteOffset % 8 === 0;
  const bytes = isAligned ? numbers : new Uint8Array(numbers);
  swapToLittleEndian(bytes);
  const all = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
  let restored = 0;

  function restoreVectors(inner: unknown): unknown {
    if (typeof inner !== "object" || inner === null) return inner;
    if (!("$numbers" in inner)) {
      for (const key of Object.keys(inner)) {
        const fields = inner as Record<string, unknown>;
        if (typeof fields[key] === "object") fields[key] = restoreVectors(fields[key]);
      }
      return inner;
    }
    const [first, count] = toVectorRef(inner);
    if (first + count > all.length) throw new RangeError(`expected ${first + count} numbers, got ${all.length}`);
    restored += count;
    // Each number belongs to one vector, so that a small row cannot fill the memory.
    if (restored > all.length) throw new RangeError(`expected ${all.length} numbers, got references to more`);
    // A copy, so that no two vectors share memory.
    return all.slice(first, first + count);
  }

  return restoreVectors(JSON.parse(json));
}

/**
 * The bytes of all vectors in this JSON.
 * @throws RangeError or SyntaxError if the JSON is invalid.
 */
export function declaredBytes(json: string): number {
  let count = 0;
  JSON.parse(json, (_, inner: unknown) => {
    if (typeof inner === "object" && inner !== null && "$numbers" in inner) count += toVectorRef(inner)[1];
    return inner;
  });
  return 8 * count;
}

function toVectorRef(ref: object): VectorRef["$numbers"] {
  const { $numbers } = ref as { readonly $numbers: unknown };
  const [first, count] = Array.isArray($numbers) ? ($numbers as unknown[]) : [];
  if (isCount(first) && isCount(count)) return [first, count];
  throw new RangeError("expected the place of a vector, got an invalid one: the store is damaged");
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Approximate size in the store. */
export function encodedBytes({ json, numbers }: Encoded): number {
  return json.length + numbers.length;
}

/** Converts doubles from this machine's byte order, and back. */
function swapToLittleEndian(doubles: Uint8Array): void {
  if (!isLittleEndian) for (let i = 0; i < doubles.length; i += 8) doubles.subarray(i, i + 8).reverse();
}
