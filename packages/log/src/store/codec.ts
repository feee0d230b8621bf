/** Plain data as it lies in the store: JSON to be read by people, with its long vectors beside it as plain doubles. */

/** What became of a chunk, or of the rows of a training. */
export interface Encoded {
  readonly json: string;
  /** All vectors one after another, little-endian doubles; the JSON says `{ "$numbers": [first, count] }` where each was. */
  readonly numbers: Uint8Array;
}

/** What stands in the JSON for a vector: where its numbers begin, and how many they are. */
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
      return Object.fromEntries(Object.entries(inner).map(([key, held]) => [key, replaceVectors(held)]));
    }
    const place: VectorRef = { $numbers: [count, inner.length] };
    vectors.push(inner);
    count += inner.length;
    return place;
  }

  const json = JSON.stringify(replaceVectors(value));
  const all = new Float64Array(count);
  let end = 0;
  for (const vector of vectors) {
    all.set(vector, end);
    end += vector.length;
  }
  const numbers = new Uint8Array(all.buffer);
  toLittleEndian(numbers);
  return { json, numbers };
}

/** @throws RangeError when there are fewer numbers than places for them, SyntaxError when the JSON is none. */
export function decode({ json, numbers }: Encoded): unknown {
  // A copy, in a place where doubles may lie.
  const bytes = new Uint8Array(numbers);
  toLittleEndian(bytes);
  const all = new Float64Array(bytes.buffer);

  function restoreVectors(inner: unknown): unknown {
    if (typeof inner !== "object" || inner === null) return inner;
    if (!("$numbers" in inner)) {
      for (const key of Object.keys(inner)) {
        const held = inner as Record<string, unknown>;
        if (typeof held[key] === "object") held[key] = restoreVectors(held[key]);
      }
      return inner;
    }
    const [first, count] = (inner as VectorRef).$numbers;
    if (first + count > all.length) throw new RangeError(`expected ${first + count} numbers, got ${all.length}`);
    // Copies again, so that no vector shares its memory with another.
    return all.slice(first, first + count);
  }

  return restoreVectors(JSON.parse(json));
}

/** From the order of bytes of this machine, or back. */
function toLittleEndian(doubles: Uint8Array): void {
  if (!isLittleEndian) for (let i = 0; i < doubles.length; i += 8) doubles.subarray(i, i + 8).reverse();
}
