/** The rows of a training in the store: compressed, stored once for all runs with the same rows, and verified when read. */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deflate, inflateSync } from "node:zlib";
import { declaredBytes, decode, encode, type Encoded } from "./codec.ts";

/** Rows as `compressData` returns them. */
export interface CompressedData extends Encoded {
  /** SHA-256 of the encoded rows before compression: equal for equal rows. */
  readonly hash: string;
}

/** Rows of more bytes are neither stored nor read: a file of a few megabytes could claim to hold any number of them. */
const MAX_BYTES = 2 ** 30;

/**
 * Compresses the rows of a training, any plain data with vectors, in a thread of Node's pool.
 * @throws RangeError if they have more than 1 GiB.
 */
export async function compressData(data: object): Promise<CompressedData> {
  const { json, numbers } = encode(data);
  checkSize(numbers.length);
  const hash = createHash("sha256").update(json).update(numbers).digest("hex");
  return { hash, json, numbers: await promisify(deflate)(numbers) };
}

/**
 * The rows that were passed to `compressData`.
 * @throws Error if they are damaged.
 */
export function decompressData({ hash, json, numbers }: CompressedData): object {
  const bytes = declaredBytes(json);
  checkSize(bytes);
  const encoded: Encoded = { json, numbers: inflate(numbers, bytes) };
  const actualHash = createHash("sha256").update(json).update(encoded.numbers).digest("hex");
  if (actualHash !== hash) {
    throw new RangeError(`expected rows with the hash ${hash}, got ${actualHash}: the store is damaged`);
  }
  return decode(encoded) as object;
}

function inflate(numbers: Uint8Array, maxBytes: number): Uint8Array {
  try {
    // Zero would not be a valid `maxOutputLength`.
    return inflateSync(numbers, { maxOutputLength: Math.max(1, maxBytes) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_BUFFER_TOO_LARGE") throw error;
    throw new RangeError(`expected rows of ${maxBytes} bytes, got more: the store is damaged`, { cause: error });
  }
}

function checkSize(bytes: number): void {
  if (bytes > MAX_BYTES) throw new RangeError(`expected rows of at most ${MAX_BYTES} bytes, got ${bytes}`);
}
