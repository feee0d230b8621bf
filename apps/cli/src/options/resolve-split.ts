/** The option `--split`: which rows are for the test. */
import { existsSync } from "node:fs";
import { appendRows, type Table, type TestSplit } from "@epochal/data";
import { InputError } from "../errors.ts";
import { withFileName } from "../files/read-files.ts";
import { readTable } from "../files/read-table.ts";
import { defined } from "./defined.ts";

/** @throws InputError when `how` is neither a file nor a kind of split with a column. */
function checkFile(how: string): void {
  if (how === "-" || existsSync(how)) return;
  const problem = /^(?:time|group):$/.test(how) ? "name a column after the colon" : `there is no file ${how}`;
  throw new InputError(`--split ${how}: ${problem}; expected time:COLUMN, group:COLUMN or a file with rows to test on`);
}

/**
 * The table, with the rows of another file at its end if `how` names one, and which rows are for the test.
 * @throws InputError when the file cannot be read, or lacks a column.
 */
export async function resolveSplit(
  how: string | undefined,
  table: Table,
  delimiter: string | undefined,
): Promise<{ readonly table: Table; readonly split?: Exclude<TestSplit, { type: "random" }> }> {
  if (how === undefined) return { table };
  const [, type, column = ""] = /^(time|group):(.+)$/.exec(how) ?? [];
  if (type !== undefined) return { table, split: { type: type as "time" | "group", column } };
  checkFile(how);
  const rows = await readTable(how, defined({ delimiter }));
  return { table: withFileName(how, () => appendRows(table, rows)), split: { type: "last", rows: rows.rows } };
}
