/** The records of CSV: the first is the line of names, the others are rows, which may differ in length. */
import { checkCellCount } from "../table/table.ts";
import {
  checkColumnCount,
  createTableBuilder,
  MAX_COLUMNS,
  type RowCells,
  type TableBuilder,
} from "../table/table-builder.ts";
import { textOfUnits } from "../table/text-column.ts";
import type { Units } from "../table/text-memory.ts";

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
  /**
   * Writes a cell of the current record.
   * @throws RangeError when there are too many columns.
   */
  write(column: number, text: string): void;
  /** The same for the text from unit `start` to before `end`. */
  writeUnits(column: number, units: Units, start: number, end: number): void;
  /**
   * Ends the current record.
   * @param width its number of cells.
   * @param line on which it begins.
   * @throws RangeError when there are too many cells.
   */
  endRecord(width: number, line: number): void;
  /**
   * Writes records, but not the first.
   * @throws RangeError when there are too many cells.
   */
  writeRecords(cells: RowCells): void;
}

/** @param where starts the messages of errors. */
export function createCsvBody(where: string, maxCells: number, maxColumns: number = MAX_COLUMNS): CsvBody {
  const rows = createTableBuilder(where, maxColumns);
  let cells = 0;
  const runs: RowRun[] = [];
  const first: string[] = [];
  let names: readonly string[] | undefined;
  let lastWidth = -1;
  const writeName = (column: number, name: string) => {
    checkColumnCount(column + 1, maxColumns, where);
    first[column] = name;
  };
  const countRows = (width: number) => {
    if (width !== lastWidth) runs.push({ first: rows.rows, width });
    lastWidth = width;
  };
  return {
    get names() {
      return names;
    },
    rows,
    runs,
    write(column, text) {
      if (names) rows.write(column, text);
      else writeName(column, text);
    },
    writeUnits(column, units, start, end) {
      if (names) rows.writeUnits(column, units, start, end);
      else writeName(column, textOfUnits(units, start, end));
    },
    endRecord(width, line) {
      checkCellCount((cells += width), maxCells, where);
      if (!names) {
        names = first;
        return;
      }
      countRows(width);
      rows.endRow(line);
    },
    writeRecords(written) {
      checkCellCount((cells += written.width * written.lines.length), maxCells, where);
      countRows(written.width);
      rows.writeRows(written);
    },
  };
}
