/** Logs the columns and rows of a table that are not used. */
import { describeNote, type Note, type RowNote } from "@epochal/data";
import { logNote, type Terminal } from "../terminal.ts";

/** Rows listed in a note. */
const MAX_NAMED = 3;

/** A line for each column and row that is not used; one line for all rows if there are many. */
export function logNotes(notes: readonly Note[], terminal: Terminal): void {
  const rows = notes.filter((note) => note.type === "rowLeftOut");
  const areMany = rows.length > MAX_NAMED;
  for (const note of notes) if (!areMany || note.type !== "rowLeftOut") logNote(terminal, describeNote(note));
  if (areMany) logNote(terminal, skippedRowsLine(rows));
}

/** One line for many rows: how many were skipped and why, with the position and column of the first few. */
export function skippedRowsLine(rows: readonly RowNote[]): string {
  const [{ reason, outcome }] = rows as readonly [RowNote];
  const named = rows.slice(0, MAX_NAMED).map(({ counts, line, column }) => `${counts} ${line} (${column})`);
  const more = rows.length > MAX_NAMED ? `, and ${rows.length - MAX_NAMED} more` : "";
  const cause = reason === "missing" ? "a missing cell" : "a value that no other fold contains";
  return `${rows.length} rows with ${cause}, ${outcome === "leftOut" ? "left out" : "not predicted"}: ${named.join(", ")}${more}`;
}
