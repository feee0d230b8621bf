/** Logs how a table was read, and the columns and rows of it that are not used. */
import { describeNote, type CellsNote, type Note, type RowNote } from "@epochal/data";
import { printable } from "@epochal/view/printable";
import { logNote, type Terminal } from "../terminal.ts";

/** Rows or columns listed in a note. */
const MAX_NAMED = 3;

/** A line for each note; one line for all rows, and for all columns with the same kind of note, if there are many. */
export function logNotes(notes: readonly Note[], terminal: Terminal): void {
  for (const line of noteLines(notes)) logNote(terminal, line);
}

export function noteLines(notes: readonly Note[]): string[] {
  const groups = Map.groupBy(notes, groupOf);
  return Array.from(groups.values()).flatMap((group) => {
    if (group.length <= MAX_NAMED) return group.map(describeNote);
    const rows = group.filter((note) => note.type === "rowLeftOut");
    return rows.length > 0 ? [skippedRowsLine(rows)] : [columnsLine(group)];
  });
}

/** Notes of one group can share a line. */
function groupOf(note: Note): string {
  if (note.type === "columnLeftOut" || note.type === "cellsReplaced") return `${note.type} ${note.reason}`;
  return note.type === "columnRead" ? `${note.type} ${note.as}` : note.type;
}

/** One line for many rows: how many were skipped and why, with the position and column of the first few. */
function skippedRowsLine(rows: readonly RowNote[]): string {
  const [{ outcome }] = rows as readonly [RowNote];
  const named = rows.map(({ counts, line, column }) => `${counts} ${line} (${printable(column)})`);
  const cause = rows.every(({ reason }) => reason === "missing") ? "a missing cell" : "a cell that cannot be used";
  return `${rows.length} rows with ${cause}, ${outcome === "leftOut" ? "left out" : "not predicted"}: ${listFirst(named)}`;
}

/** One line for many columns. */
function columnsLine(notes: readonly Note[]): string {
  const [first] = notes as readonly [Note];
  const names = notes.map((note) => ("column" in note ? printable(note.column) : ""));
  const columns = `${notes.length} columns`;
  switch (first.type) {
    case "columnLeftOut": {
      const why = {
        missing: "most cells are missing",
        constant: "all values are the same",
        duplicate: "their cells are those of another column",
        texts: "they have too many different texts",
      }[first.reason];
      return `${columns} left out, since ${why}: ${listFirst(names)}`;
    }
    case "cellsReplaced": {
      const counted = (notes as readonly CellsNote[]).map(({ cells }, i) => `${names[i]} (${cells})`);
      const what = { missing: "missing", unreadable: "unreadable", unknownValue: "unknown" }[first.reason];
      return `${what} cells in ${columns} replaced by typical values: ${listFirst(counted)}`;
    }
    case "clamped": {
      const counted = notes.map((note, i) => `${names[i]} (${note.type === "clamped" ? note.cells : 0})`);
      return `numbers far outside the training rows in ${columns}, which are clamped: ${listFirst(counted)}`;
    }
    case "columnRead": {
      const what = first.as === "truth" ? "0 or 1" : typeof first.value === "number" ? "numbers" : "dates";
      return `${columns} read as ${what}: ${listFirst(names)}; ${describeNote(first)}`;
    }
    case "valuesJoined":
      return `rare values counted as one in ${columns}: ${listFirst(names)}`;
    case "valuesAveraged":
      return `values replaced by their mean target in ${columns}: ${listFirst(names)}`;
    case "targetCopied":
      return `${columns} lie on one straight line with the target: ${listFirst(names)}; exclude them unless they are known before it`;
    case "orderedInTime":
    case "groupsSplit":
    case "rowLeftOut":
    case "linesSkipped":
    case "encodingGuessed":
    case "emptyCellsDropped":
    case "columnWithoutName":
    case "classes":
    case "zeroOrOne":
      return notes.map(describeNote).join("; ");
  }
}

function listFirst(names: readonly string[]): string {
  const more = names.length > MAX_NAMED ? `, and ${names.length - MAX_NAMED} more` : "";
  return `${names.slice(0, MAX_NAMED).join(", ")}${more}`;
}
