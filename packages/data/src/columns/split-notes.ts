/** Remarks on tables whose random test rows are too much like the rows of the training. */
import { columnSpans, encodedWidth, type Columns, type Dataset } from "@epochal/core";
import type { SplitNote } from "../note.ts";
import { indexOfColumn, type Table } from "../table/table.ts";
import { textAt } from "../table/text-column.ts";

/** Neighbouring rows whose times may be in the other order: mistakes, and missing cells that were replaced. */
const MAX_SHARE_OUT_OF_ORDER = 0.01;
const MIN_GROUPS = 5;
/** What a person calls the column that says whose row it is. */
const GROUP_NAME =
  /(?:^|[^a-z])(?:id|group|subject|patient|customer|client|user|household|family|session)(?:[^a-z]|$)|[a-z]Id$/i;

/** Notes on dates in ascending or descending order, and on columns whose name says that rows belong together. */
export function splitNotes(table: Table, { inputs, targets }: Columns, { x, rows }: Dataset): SplitNote[] {
  const width = encodedWidth(inputs);
  const ordered = columnSpans(inputs).flatMap(({ name, first }, k) => {
    const column = inputs[k];
    if (column.kind !== "time" || column.parts[0] !== "elapsed") return [];
    let [up, down] = [0, 0];
    for (let i = 1; i < rows; i++) {
      const step = x[i * width + first] - x[(i - 1) * width + first];
      if (step > 0) up += 1;
      else if (step < 0) down += 1;
    }
    const isOrdered = up + down > 0 && Math.min(up, down) <= MAX_SHARE_OUT_OF_ORDER * rows;
    return isOrdered ? [{ type: "orderedInTime", column: name } as const] : [];
  });
  const groups = table.columns.filter(
    (name) => GROUP_NAME.test(name) && !targets.includes(name) && hasGroups(table, name),
  );
  return [...ordered, ...groups.map((column) => ({ type: "groupsSplit", column }) as const)];
}

/** Whether the rows have a few values in common: at least two rows for each on average. */
function hasGroups(table: Table, name: string): boolean {
  const texts = table.cells[indexOfColumn(table, name)];
  const values = new Set<string>();
  for (let i = 0; i < table.rows; i++) {
    values.add(textAt(texts, i));
    if (2 * values.size > table.rows) return false;
  }
  return values.size >= MIN_GROUPS;
}
