import { expect, test } from "vitest";
import { describeNote, type Note } from "./note.ts";

const positions = [2, 5].map((line) => ({ line, counts: "line" }) as const);
const cells = { type: "cellsReplaced", column: "x", cells: 7, rows: 9, positions } as const;
const row = { type: "rowLeftOut", line: 12, counts: "line", column: "mpg" } as const;

test.each<[Note, string]>([
  [{ ...row, reason: "missing", cell: "NA", outcome: "leftOut" }, "line 12: mpg is missing; row left out"],
  [{ ...row, reason: "missing", cell: "", outcome: "notPredicted" }, "line 12: mpg is missing; not predicted"],
  [
    { ...row, counts: "row", reason: "unknownValue", cell: "rare", outcome: "notPredicted" },
    'row 12: mpg is "rare", which training did not have; not predicted',
  ],
  [
    { type: "columnLeftOut", column: "x", reason: "missing", rows: 5, present: 2 },
    'column "x" left out: 3 of its 5 cells are missing',
  ],
  [{ type: "columnLeftOut", column: "x", reason: "constant" }, 'column "x" left out: all its values are the same'],
  [
    { ...cells, reason: "missing", cell: "", by: "typical", value: 3.14159 },
    'column "x": missing in 7 of 9 rows (line 2, line 5 and 5 more); its median 3.142 is used',
  ],
  [
    { ...cells, cells: 2, reason: "unreadable", cell: "3+", by: "typical" },
    'column "x": "3+" and the like in 2 of 9 rows (line 2, line 5); a typical value is used',
  ],
  [
    { ...cells, cells: 2, reason: "unknownValue", cell: "solar", by: "other" },
    'column "x": "solar" and the like in 2 of 9 rows (line 2, line 5); a value of its own is used',
  ],
  [
    {
      type: "classes",
      column: "ill",
      classes: [
        { name: "no", rows: 12 },
        { name: "yes", rows: 1 },
      ],
    },
    "ill is one of 2 classes: no (12 rows), yes (1 row)",
  ],
  [
    { type: "classes", column: "x", classes: Array.from({ length: 10 }, (_, k) => ({ name: `c${k}`, rows: 2 })) },
    "x is one of 10 classes: c0 (2 rows), c1 (2 rows), c2 (2 rows), c3 (2 rows), c4 (2 rows), c5 (2 rows), c6 (2 rows), c7 (2 rows) and 2 more",
  ],
  [
    { type: "zeroOrOne", column: "survived" },
    "survived is always 0 or 1, so the model predicts these as classes, with their probability: --no-classes predicts a number",
  ],
  [
    { type: "columnRead", column: "x", cell: "$1,740", as: "point", value: 1740 },
    'column "x" read as numbers: "$1,740" is 1740',
  ],
  [
    { type: "columnRead", column: "x", cell: "1.2.24", as: "dmy", value: "2024-02-01" },
    'column "x" read as dates, day, month, year: "1.2.24" is 2024-02-01',
  ],
  [
    { type: "valuesJoined", column: "x", values: 4, rows: 5, kept: 1 },
    'column "x": 4 rare values in 5 rows counted as one, beside 1 value',
  ],
  [{ type: "valuesAveraged", column: "x", values: 300 }, 'column "x": 300 values, each replaced by its mean target'],
  [
    { type: "targetCopied", column: "x" },
    'column "x" and the target lie on one straight line: is it known before the target is? If not, exclude it',
  ],
  [{ type: "linesSkipped", lines: 1 }, "1 comment line above the column names skipped"],
  [{ type: "emptyCellsDropped", rows: 24 }, "empty cells beyond the last column dropped in 24 rows"],
  [{ type: "columnWithoutName", index: 0, column: "" }, "column 1 has no name: left out"],
  [{ type: "columnWithoutName", index: 2, column: "column 3" }, 'column 3 has no name: called "column 3"'],
])("a note in words: %o", (note, text) => {
  expect(describeNote(note)).toBe(text);
});
