/** The rows a run learns from, as a store keeps them: small, once for all runs that learn from the same, and whole or not at all. */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deflate, inflateSync } from "node:zlib";
import { encode, decode, type Encoded } from "./codec.ts";

/** Rows as `compressData` leaves them. */
export interface CompressedData extends Encoded {
  /** SHA-256 of the packed form: the same rows have the same. */
  readonly hash: string;
}

/**
 * The rows of a training, any plain data with long vectors, as a store keeps them. It takes a thread of the platform's, since
 * there may be many.
 */
export async function compressData(data: object): Promise<CompressedData> {
  const { json, numbers } = encode(data);
  const hash = createHash("sha256").update(json).update(numbers).digest("hex");
  return { hash, json, numbers: await promisify(deflate)(numbers) };
}

/**
 * The rows that were compressed.
 * @throws Error when they are damaged.
 */
export function decompressData({ hash, json, numbers }: CompressedData): object {
  const packed: Encoded = { json, numbers: inflateSync(numbers) };
  const found = createHash("sha256").update(json).update(packed.numbers).digest("hex");
  if (found !== hash) throw new RangeError(`expected rows with the hash ${hash}, got ${found}`);
  return decode(packed) as object;
}
