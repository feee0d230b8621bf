/** Parquet, as data frames and databases write it. Its reader is imported on first use. */
import type { Compressors } from "hyparquet";
import { checkCellCount, checkColumnCount, MAX_CELLS, MAX_COLUMNS } from "../table/table-builder.ts";
import { createRecordTable } from "./record-table.ts";
import type { TableFormat } from "./table-format.ts";

/** The description of the columns is at the end of a file, so that all of it must be in memory. */
const MAX_BYTES = 2 ** 31;

/** Parquet: columns in a binary file. */
export const parquet: TableFormat = {
  extensions: [".parquet"],
  matches: (start) => String.fromCharCode(...start.subarray(0, 4)) === "PAR1",
  async read(bytes, where, { maxCells = MAX_CELLS, maxColumns = MAX_COLUMNS, decompressors = {} }) {
    const buffer = await collect(bytes, where);
    const { parquetMetadataAsync, parquetReadObjects } = await import("hyparquet");
    const file = { byteLength: buffer.byteLength, slice: (start: number, end?: number) => buffer.slice(start, end) };
    try {
      const metadata = await parquetMetadataAsync(file);
      const table = createRecordTable(where, "row", { maxCells, maxColumns });
      const columns = metadata.row_groups[0]?.columns.length ?? 0;
      checkColumnCount(columns, maxColumns, where);
      checkCellCount(Number(metadata.num_rows) * columns, maxCells, where);
      let row = 0;
      for (const group of metadata.row_groups) {
        const range = { rowStart: row, rowEnd: row + Number(group.num_rows) };
        const records = await parquetReadObjects({
          file,
          metadata,
          compressors: decompressors as Compressors,
          ...range,
        });
        for (const record of records) table.add(record, (row += 1));
      }
      return table.finish([]);
    } catch (error) {
      const { message } = error as Error;
      if (message.startsWith(where)) throw error;
      // The reader looks for what a damaged file does not have.
      const isAccident = error instanceof TypeError || error instanceof RangeError;
      const problem = isAccident ? "it is damaged: get it again" : message;
      throw new RangeError(`${where}: the Parquet file cannot be read: ${problem}`, { cause: error });
    }
  },
};

async function collect(bytes: AsyncIterable<Uint8Array>, where: string): Promise<ArrayBuffer> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > MAX_BYTES)
      throw new RangeError(`${where}: Parquet of more than 2 GB cannot be read: write several files`);
    pieces.push(piece as Uint8Array<ArrayBuffer>);
  }
  return new Blob(pieces).arrayBuffer();
}
