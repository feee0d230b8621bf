import { parseCsv, recipe } from "@epochal/data";
import { expect, test } from "vitest";
import { noteLines } from "./notes.ts";

const notesOf = (csv: string, missing: "impute" | "drop" = "impute") =>
  noteLines(recipe(parseCsv(csv), { target: "y", missing }).notes);

test("rows that are left out are counted, and the first of them named", () => {
  const rows = Array.from({ length: 30 }, (_, i) => (i % 6 === 0 ? `,${i}` : `${i * i},${i}`));
  expect(notesOf(`x,y\n${rows.join("\n")}\n`, "drop")).toEqual([
    "5 rows with a missing cell, left out: line 2 (x), line 8 (x), line 14 (x), and 2 more",
  ]);
});

test("columns with the same kind of note are counted, and the first of them named", () => {
  const names = ["a", "b", "c", "d"];
  const rows = Array.from({ length: 30 }, (_, i) => [...names.map((_name, j) => (i === j ? "" : `$${i * j + i}`)), i]);
  const csv = [[...names, "y"], ...rows].map((row) => row.join(",")).join("\n");
  expect(notesOf(csv)).toEqual([
    expect.stringMatching(
      /^4 columns read as numbers: a, b, c, and 1 more; column "a" read as numbers: "\$\d+" is \d+$/,
    ),
    "missing cells in 4 columns replaced by typical values: a (1), b (1), c (1), and 1 more",
  ]);
});

test("few notes have a line each", () => {
  const rows = Array.from({ length: 20 }, (_, i) => `${i === 3 ? "n/a" : i},same,${i}`);
  expect(notesOf(`x,k,y\n${rows.join("\n")}\n`)).toEqual([
    'column "k" left out: all its values are the same',
    'column "x": missing in 1 of 20 rows (line 5); its median 10 is used',
  ]);
});
