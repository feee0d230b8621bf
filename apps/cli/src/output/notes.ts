/** What of a table was not used, told to the person at the keyboard. */
import type { Note } from "@epochal/data";
import { remark, type Terminal } from "../terminal.ts";

/** Rows that are told one by one. */
const MOST_ROWS = 20;

/** Every column that is left out; of many rows only the first. */
export function tellNotes(notes: readonly Note[], terminal: Terminal): void {
  const untold = notes.filter(({ type }) => type === "rowLeftOut").slice(MOST_ROWS);
  for (const note of notes) if (!untold.includes(note)) remark(terminal, note.text);
  if (untold.length > 0) remark(terminal, `… and ${untold.length} more rows with a missing cell`);
}
