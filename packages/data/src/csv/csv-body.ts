/** The records of CSV: the first is the line of names, the others are rows, which may differ in length. */
import { checkCellCount } from "../table/table.ts";
import { createTableBuilder, type TableBuilder } from "../table/table-builder.ts";

/** Rows in sequence that have the same number of cells. */
export interface RowRun {
  /** Index of the first of them. */
  readonly first: number;
  /** Their number of cells. */
  readonly width: number;
}

export interface CsvBody {
  /** The cells of the first record; undefined before it has ended. */
  readonly names: readonly string[] | undefined;
  readonly rows: TableBuilder;
  readonly runs: readonly RowRun[];
  /** Writes a cell of the current record: the part of `text` from index `start` to before `end`, by default all of it. */
  write(column: number, text: string, start?: number, end?: number): void;
  /**
   * @param width its number of cells.
   * @param line on which it begins.
   * @throws RangeError when there are too many cells.
   */
  endRecord(width: number, line: number): void;
}

/** @param where starts the messages of errors. */
export function createCsvBody(where: string, maxCells: number): CsvBody {
  const rows = createTableBuilder(where);
  let cells = 0;
  const runs: RowRun[] = [];
  const first: string[] = [];
  let names: readonly string[] | undefined;
  let lastWidth = -1;
  return {
    get names() {
      return names;
    },
    rows,
    runs,
    write(column, text, start, end) {
      if (names) rows.write(column, text, start, end);
      else first[column] = text.slice(start, end);
    },
    endRecord(width, line) {
      checkCellCount((cells += width), maxCells, where);
      if (!names) {
        names = first;
        return;
      }
      if (width !== lastWidth) runs.push({ first: rows.rows, width });
      lastWidth = width;
      rows.endRow(line);
    },
  };
}
