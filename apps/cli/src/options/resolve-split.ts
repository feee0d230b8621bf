/** The option `--split`: which rows are for the test. */
import { appendRows, type Table, type TestSplit } from "@epochal/data";
import { readTable, withFileName } from "../files/read-files.ts";
import { defined } from "./defined.ts";

/**
 * The table, with the rows of another file at its end if `how` names one, and which rows are for the test.
 * @throws InputError when the file cannot be read, or lacks a column.
 */
export async function resolveSplit(
  how: string | undefined,
  table: Table,
  delimiter: string | undefined,
): Promise<{ readonly table: Table; readonly split?: TestSplit }> {
  if (how === undefined) return { table };
  const [, type, column = ""] = /^(time|group):(.+)$/.exec(how) ?? [];
  if (type !== undefined) return { table, split: { type: type as "time" | "group", column } };
  const rows = await readTable(how, defined({ delimiter }));
  return { table: withFileName(how, () => appendRows(table, rows)), split: { type: "last", rows: rows.rows } };
}
