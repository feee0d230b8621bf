import type { Row } from "./dataset.ts";

/**
 * Rows as one flat vector, and the width of a row.
 * @throws RangeError when rows differ in length or a value is not a finite number.
 */
export function flattenRows(
  rows: readonly Row[],
  name: string,
  where: string,
): { values: Float64Array; width: number } {
  const width = rowAt(rows, 0).length;
  const values = new Float64Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const row = rowAt(rows, i);
    if (row.length !== width)
      throw new RangeError(`${where}: expected ${width} numbers in row ${i + 1} of ${name}, got ${row.length}`);
    for (let j = 0; j < width; j++) {
      if (!Number.isFinite(row[j]))
        throw new RangeError(
          `${where}: expected a finite number in row ${i + 1}, column ${j + 1} of ${name}, got ${row[j]}`,
        );
      values[i * width + j] = row[j];
    }
  }
  return { values, width };
}

function rowAt(rows: readonly Row[], i: number): readonly number[] {
  const row = rows[i];
  return typeof row === "number" ? [row] : row;
}
