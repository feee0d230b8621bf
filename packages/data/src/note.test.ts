import { expect, test } from "vitest";
import { describeNote, type Note } from "./note.ts";

const row = { type: "rowLeftOut", line: 12, counts: "line", column: "mpg" } as const;

test.each<[Note, string]>([
  [{ ...row, reason: "missing", cell: "NA", outcome: "leftOut" }, "line 12: mpg is missing; row left out"],
  [{ ...row, reason: "missing", cell: "", outcome: "notPredicted" }, "line 12: mpg is missing; not predicted"],
  [
    { ...row, counts: "row", reason: "unknownValue", cell: "rare", outcome: "notPredicted" },
    'row 12: mpg is "rare", which no other fold contains; not predicted',
  ],
  [
    { type: "columnLeftOut", column: "x", reason: "missing", rows: 5, present: 2 },
    'column "x" left out: 3 of its 5 cells are missing',
  ],
  [{ type: "columnLeftOut", column: "x", reason: "constant" }, 'column "x" left out: all its values are the same'],
])("a note in words: %o", (note, text) => {
  expect(describeNote(note)).toBe(text);
});
