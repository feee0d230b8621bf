/** Cells in the order of their rows become columns. */
import { createTextColumn, type TextColumnBuilder } from "./text-column-builder.ts";
import type { TextColumn } from "./text-column.ts";
import { createTextMemory, type Units } from "./text-memory.ts";

/** An empty column takes 200 bytes. */
export const MAX_COLUMNS = 1_000_000;

/** Each cell takes 4 bytes and those of its text, and 8 more as a number. */
export const MAX_CELLS = 100_000_000;

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

/** Rows in sequence that have the same number of cells. */
export interface RowRun {
  /** Index of the first of them. */
  readonly first: number;
  /** Their number of cells. */
  readonly width: number;
}

/** Takes cells row by row. */
export interface RowWriter {
  /**
   * Writes a cell of the current row, at most once. A cell that is not written is empty.
   * @throws RangeError when there are too many columns.
   */
  write(column: number, text: string): void;
  /** The same for the text from unit `start` to before `end`. */
  writeUnits(column: number, units: Units, start: number, end: number): void;
  /** @throws RangeError when there are too many columns or cells. */
  writeRows(cells: RowCells): void;
  /**
   * @param line the position of the row in its source.
   * @param width its number of cells, for `runs`. Default 0.
   * @throws RangeError when there are too many cells.
   */
  endRow(line: number, width?: number): void;
}

export interface TableBuilder extends RowWriter {
  /** Number of rows that have ended. */
  readonly rows: number;
  readonly runs: readonly RowRun[];
  /** @param columns the number of columns; further ones are dropped. Default: all that have a cell. */
  finish(columns?: number): { readonly rows: number; readonly cells: TextColumn[]; readonly lines: number[] };
}

/** @throws RangeError when there are too many columns for the memory; the message begins with `where`. */
export function checkColumnCount(count: number, max: number, where: string): void {
  if (count > max) throw new RangeError(`${where}: expected a table of at most ${max} columns, got more`);
}

/** @throws RangeError when there are too many cells for the memory; the message begins with `where`. */
export function checkCellCount(count: number, max: number, where: string): void {
  if (count > max)
    throw new RangeError(`${where}: expected a table of at most ${max} cells, got more: leave out rows or columns`);
}

interface TableLimits {
  readonly maxColumns?: number;
  readonly maxCells?: number;
  /** Cells that count as well, such as column names. Default 0. */
  readonly otherCells?: number;
}

/** @param where starts the messages of errors. */
export function createTableBuilder(
  where: string,
  { maxColumns = MAX_COLUMNS, maxCells = Infinity, otherCells = 0 }: TableLimits = {},
): TableBuilder {
  const builders: TextColumnBuilder[] = [];
  const memory = createTextMemory();
  const lines: number[] = [];
  const runs: RowRun[] = [];
  let cellCount = otherCells;

  function builderOf(column: number): TextColumnBuilder {
    checkColumnCount(column + 1, maxColumns, where);
    while (builders.length <= column) builders.push(createTextColumn(memory));
    return builders[column];
  }

  function builderOfRow(column: number): TextColumnBuilder {
    const builder = builderOf(column);
    if (builder.length < lines.length) builder.pad(lines.length);
    return builder;
  }

  function countRows(count: number, width: number): void {
    checkCellCount((cellCount += count * width), maxCells, where);
    if (width !== runs.at(-1)?.width) runs.push({ first: lines.length, width });
  }

  return {
    get rows() {
      return lines.length;
    },
    runs,
    write(column, text) {
      builderOfRow(column).push(text);
    },
    writeUnits(column, units, start, end) {
      builderOfRow(column).pushUnits(units, start, end);
    },
    writeRows({ units, bounds, width, lines: added }) {
      countRows(added.length, width);
      const cells = { units, bounds, stride: width };
      for (let j = 0; j < width; j++) builderOfRow(j).pushCells(cells, j, added.length);
      for (const line of added) lines.push(line);
    },
    endRow(line, width = 0) {
      countRows(1, width);
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
