/** Reads tables. Apart from the other files, because it needs all formats of tables. */
import { readTable as readTableBytes, type ReadTableOptions, type Table } from "@epochal/data";
import { defined } from "../options/defined.ts";
import { fileTitle, readBytes } from "./read-bytes.ts";
import { withTitle } from "./read-files.ts";

/**
 * A table, in any format and compressed or not.
 *
 * @param file its path, or `-` for standard input.
 * @param options.maxBytes limits the bytes when decompressed, also of a page of Parquet. Default 8 GB.
 */
export async function readTable(
  file: string,
  {
    maxBytes,
    delimiter,
    maxCells,
    maxColumns,
  }: Pick<ReadTableOptions, "delimiter" | "maxCells" | "maxColumns"> & { readonly maxBytes?: number } = {},
): Promise<Table> {
  const { decompress, createDecompressors } = await import("./decompress.ts");
  const title = fileTitle(file);
  try {
    return await readTableBytes(readBytes(file), {
      decompress: (start, bytes) => decompress(start, bytes, title, maxBytes),
      decompressors: createDecompressors(maxBytes),
      ...defined({ delimiter, maxCells, maxColumns }),
    });
  } catch (error) {
    throw withTitle(title, error);
  }
}
