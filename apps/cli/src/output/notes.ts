/** What of a table was not used, told to the person at the keyboard. */
import type { Note } from "@epochal/data";
import { logNote, type Terminal } from "../terminal.ts";

type SkippedRow = Extract<Note, { type: "rowLeftOut" }>;

/** Rows that are named; of more than these only how many they are. */
const MAX_NAMED = 3;

/** Every column that is left out, in a line each; all rows in one, where they are more than a few. */
export function logNotes(notes: readonly Note[], terminal: Terminal): void {
  const rows = notes.filter((note) => note.type === "rowLeftOut");
  const areMany = rows.length > MAX_NAMED;
  for (const note of notes) if (!areMany || note.type !== "rowLeftOut") logNote(terminal, note.text);
  if (areMany) logNote(terminal, skippedRowsLine(rows));
}

/** How many rows, what became of them, and where the first of them are. */
export function skippedRowsLine(rows: readonly SkippedRow[]): string {
  const parts = rows.map(({ column, text }) => ({ column, ...partsOf(text, column) }));
  const named = parts.slice(0, MAX_NAMED).map(({ place, column }) => `${place} (${column})`);
  const more = rows.length > MAX_NAMED ? `, and ${rows.length - MAX_NAMED} more` : "";
  return `${rows.length} rows with a missing cell, ${parts[0]?.what}: ${named.join(", ")}${more}`;
}

/** Of `line 12: mpg is missing; row left out` the place, and what became of the row. */
function partsOf(text: string, column: string): { readonly place: string; readonly what: string } {
  const [place = "", what = ""] = text.split(`: ${column} is missing; `);
  return { place, what: what.replace(/^row /, "") };
}
