/** Decompresses files as they are read, and the pages of Parquet files. */
import { Readable } from "node:stream";
import zlib from "node:zlib";
import { errorMessage, InputError } from "../errors.ts";

/** More than the largest table has; a small file can claim to hold any amount. */
const MAX_BYTES = 2 ** 33;

/** How a compressed file begins, and what decompresses it. */
const compressions = {
  gzip: { begins: [0x1f, 0x8b], create: () => zlib.createGunzip() },
  zstd: { begins: [0x28, 0xb5, 0x2f, 0xfd], create: createZstd },
} as const;

type Compression = keyof typeof compressions;

/**
 * The decompressed bytes of a file; undefined if it is not compressed.
 *
 * @param start its first bytes.
 * @param file for messages.
 * @throws InputError (the iteration) when the bytes are damaged, become more than `maxBytes`, or this Node cannot decompress them.
 */
export function decompress(
  start: Uint8Array,
  bytes: AsyncIterable<Uint8Array>,
  file: string,
  maxBytes: number = MAX_BYTES,
): AsyncIterable<Uint8Array> | undefined {
  const names = Object.keys(compressions) as Compression[];
  const compression = names.find((name) => compressions[name].begins.every((byte, i) => start[i] === byte));
  return compression && readCompressed(bytes, compression, file, maxBytes);
}

async function* readCompressed(
  bytes: AsyncIterable<Uint8Array>,
  compression: Compression,
  file: string,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  const stream = compressions[compression].create();
  if (!stream)
    throw new InputError(`${file}: this Node cannot read zstd: use Node 22.15 or newer, or compress with gzip`);
  const source = Readable.from(bytes);
  // A failed source ends the stream with its own error.
  source.on("error", (error) => stream.destroy(error));
  let size = 0;
  try {
    for await (const piece of source.pipe(stream) as AsyncIterable<Uint8Array>) {
      size += piece.length;
      if (size > maxBytes)
        throw new InputError(`${file}: expected at most ${maxBytes} bytes when decompressed, got more: use fewer rows`);
      yield piece;
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${file}: the ${compression} file is damaged: ${errorMessage(error)}: get it again`);
  } finally {
    source.destroy();
    stream.destroy();
  }
}

/** Undefined in a Node without it. */
function createZstd(): zlib.ZstdDecompress | undefined {
  return (zlib as Partial<typeof zlib>).createZstdDecompress?.();
}

type Decompressor = (input: Uint8Array, outputLength: number) => Uint8Array;

/** For `readTable`: what Node can decompress of Parquet's pages, each to at most `maxBytes`. */
export function createDecompressors(maxBytes: number = MAX_BYTES): Readonly<Record<string, Decompressor>> {
  const bounded =
    (inflate: (input: Uint8Array, options: { maxOutputLength: number }) => Uint8Array): Decompressor =>
    (input, outputLength) =>
      inflate(input, { maxOutputLength: Math.min(outputLength, maxBytes) });
  return {
    GZIP: bounded(zlib.gunzipSync),
    BROTLI: bounded(zlib.brotliDecompressSync),
    ...("zstdDecompressSync" in zlib && { ZSTD: bounded(zlib.zstdDecompressSync) }),
  };
}
