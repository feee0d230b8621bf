import type { Table } from "../table/table.ts";

/** How to read a table, whatever its format. */
export interface ReadTableOptions {
  /** The text between two cells of CSV. Default: detected; see `CsvOptions`. */
  readonly delimiter?: string;
  /** Maximum number of cells; each takes about 12 bytes of memory and those of its text. Default 100,000,000. */
  readonly maxCells?: number;
  /** Maximum number of columns; an empty one takes 200 bytes of memory. Default 1,000,000. */
  readonly maxColumns?: number;
  /**
   * Decompresses the bytes of a file if its first ones, at least 1,024 or all, are those of a compressed file; else undefined. Default:
   * no file is compressed.
   */
  readonly decompress?: (start: Uint8Array, bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array> | undefined;
  /**
   * Decompressors of Parquet's pages beside Snappy, by Parquet's names: GZIP, ZSTD, BROTLI. They should return no more than
   * `outputLength` bytes. Default: none.
   */
  readonly decompressors?: Readonly<Record<string, (input: Uint8Array, outputLength: number) => Uint8Array>>;
}

/** A kind of file that holds a table. */
export interface TableFormat {
  /** Endings of file names. They say which files are tables; the bytes say which format it is. */
  readonly extensions: readonly string[];
  /** Whether a file is in this format, by its first bytes: at least 1,024 of them, or all. */
  matches(start: Uint8Array): boolean;
  /**
   * @param where starts the messages of errors.
   * @throws RangeError or TypeError when the bytes are damaged or not a table, or there are too many cells.
   */
  read(bytes: AsyncIterable<Uint8Array>, where: string, options: ReadTableOptions): Promise<Table>;
}
