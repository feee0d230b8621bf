/** The rows of a training in the store: compressed, stored once for all runs with the same rows, and verified when read. */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deflate, inflateSync } from "node:zlib";
import { decode, encode, type Encoded } from "./codec.ts";

/** Rows as `compressData` returns them. */
export interface CompressedData extends Encoded {
  /** SHA-256 of the encoded rows before compression: equal for equal rows. */
  readonly hash: string;
}

/** Compresses the rows of a training, any plain data with vectors, in a thread of Node's pool. */
export async function compressData(data: object): Promise<CompressedData> {
  const { json, numbers } = encode(data);
  const hash = createHash("sha256").update(json).update(numbers).digest("hex");
  return { hash, json, numbers: await promisify(deflate)(numbers) };
}

/**
 * The rows that were passed to `compressData`.
 * @throws Error if they are damaged.
 */
export function decompressData({ hash, json, numbers }: CompressedData): object {
  const encoded: Encoded = { json, numbers: inflateSync(numbers) };
  const actualHash = createHash("sha256").update(json).update(encoded.numbers).digest("hex");
  if (actualHash !== hash) throw new RangeError(`expected rows with the hash ${hash}, got ${actualHash}`);
  return decode(encoded) as object;
}
