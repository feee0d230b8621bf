/** Cells in the order of their rows become columns. */
import { createTextColumn, type TextColumnBuilder } from "./text-column-builder.ts";
import type { TextColumn } from "./text-column.ts";
import { createTextMemory, type Units } from "./text-memory.ts";

/** An empty column takes 200 bytes. */
export const MAX_COLUMNS = 1_000_000;

/** The cells of rows of the same number of cells. */
export interface RowCells {
  readonly units: Units;
  /** For each cell, row by row, its first unit and the one after its last. */
  readonly bounds: Uint32Array;
  /** Number of cells of a row. */
  readonly width: number;
  /** The position of each row in its source. */
  readonly lines: readonly number[];
}

export interface TableBuilder {
  /** Number of rows that have ended. */
  readonly rows: number;
  /**
   * Writes a cell of the current row, at most once. A cell that is not written is empty.
   * @throws RangeError when there are too many columns.
   */
  write(column: number, text: string): void;
  /** The same for the text from unit `start` to before `end`. */
  writeUnits(column: number, units: Units, start: number, end: number): void;
  /** @throws RangeError when there are too many columns. */
  writeRows(cells: RowCells): void;
  /** @param line the position of the row in its source. */
  endRow(line: number): void;
  /** @param columns the number of columns; further ones are dropped. Default: all that have a cell. */
  finish(columns?: number): { readonly rows: number; readonly cells: TextColumn[]; readonly lines: number[] };
}

/** @throws RangeError when there are too many columns for the memory; the message begins with `where`. */
export function checkColumnCount(count: number, max: number, where: string): void {
  if (count > max) throw new RangeError(`${where}: expected a table of at most ${max} columns, got more`);
}

/** @param where starts the messages of errors. */
export function createTableBuilder(where: string, maxColumns: number = MAX_COLUMNS): TableBuilder {
  const builders: TextColumnBuilder[] = [];
  const memory = createTextMemory();
  const lines: number[] = [];
  const builderOf = (column: number) => {
    checkColumnCount(column + 1, maxColumns, where);
    while (builders.length <= column) builders.push(createTextColumn(memory));
    return builders[column];
  };
  const builderOfRow = (column: number) => {
    const builder = builderOf(column);
    if (builder.length < lines.length) builder.pad(lines.length);
    return builder;
  };
  return {
    get rows() {
      return lines.length;
    },
    write(column, text) {
      builderOfRow(column).push(text);
    },
    writeUnits(column, units, start, end) {
      builderOfRow(column).pushUnits(units, start, end);
    },
    writeRows({ units, bounds, width, lines: added }) {
      const cells = { units, bounds, stride: width };
      for (let j = 0; j < width; j++) builderOfRow(j).pushCells(cells, j, added.length);
      for (const line of added) lines.push(line);
    },
    endRow(line) {
      lines.push(line);
    },
    finish(columns = builders.length) {
      const cells = Array.from({ length: columns }, (_, j) => {
        const builder = builderOf(j);
        builder.pad(lines.length);
        return builder.finish();
      });
      return { rows: lines.length, cells, lines };
    },
  };
}
