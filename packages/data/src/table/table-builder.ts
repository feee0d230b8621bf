/** Cells in the order of their rows become columns. */
import { createTextMemory } from "./text-memory.ts";
import { createTextColumn, type TextColumn, type TextColumnBuilder } from "./text-column.ts";

/** An empty column takes 200 bytes. */
const MAX_COLUMNS = 1_000_000;

export interface TableBuilder {
  /** Number of rows that have ended. */
  readonly rows: number;
  /**
   * Writes a cell of the current row, at most once: the part of `text` from index `start` to before `end`, by default all of it.
   * A cell that is not written is empty.
   * @throws RangeError when there are too many columns.
   */
  write(column: number, text: string, start?: number, end?: number): void;
  /** @param line the position of the row in its source. */
  endRow(line: number): void;
  /** @param columns the number of columns; further ones are dropped. Default: all that have a cell. */
  finish(columns?: number): { readonly rows: number; readonly cells: TextColumn[]; readonly lines: number[] };
}

/** @param where starts the messages of errors. */
export function createTableBuilder(where: string): TableBuilder {
  const builders: TextColumnBuilder[] = [];
  const memory = createTextMemory();
  const lines: number[] = [];
  const builderOf = (column: number) => {
    if (column >= MAX_COLUMNS)
      throw new RangeError(`${where}: expected a table of at most ${MAX_COLUMNS} columns, got more`);
    while (builders.length <= column) builders.push(createTextColumn(memory));
    return builders[column];
  };
  return {
    get rows() {
      return lines.length;
    },
    write(column, text, start, end) {
      const builder = builderOf(column);
      if (builder.length < lines.length) builder.pad(lines.length);
      builder.push(text, start, end);
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
