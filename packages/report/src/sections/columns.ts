/** The columns of the table, and what each is read as. */
import { describeColumns } from "@epochal/data";
import { section, wordTable } from "../html.ts";
import type { ReportSubject } from "../subject.ts";

/** More lines are no longer read. */
const MAX_LINES = 60;

export function columnsSection({ model, state }: ReportSubject): string {
  const columns = model?.columns ?? state?.started?.data.columns;
  if (!columns || columns.inputs.length === 0) return "";
  const lines = describeColumns(columns).map(({ column, text }) => [column, text]);
  const isCut = lines.length > MAX_LINES;
  const caption = isCut ? `The first ${MAX_LINES} of ${lines.length} columns` : "What each column is read as";
  return section("The data", [wordTable(caption, ["column", "read as"], lines.slice(0, MAX_LINES))]);
}
