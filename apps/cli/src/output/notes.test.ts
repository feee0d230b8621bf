import { parseCsv, recipe } from "@epochal/data";
import { expect, test } from "vitest";
import { skippedRowsLine } from "./notes.ts";

test("rows with a missing cell are counted, and the first of them named", () => {
  const rows = Array.from({ length: 30 }, (_, i) => (i % 6 === 0 ? `,${i}` : `${i * i},${i}`));
  const { notes } = recipe(parseCsv(`x,y\n${rows.join("\n")}\n`), { target: "y" });
  const missing = notes.filter((note) => note.type === "rowLeftOut");
  expect(skippedRowsLine(missing)).toBe(
    "5 rows with a missing cell, left out: line 2 (x), line 8 (x), line 14 (x), and 2 more",
  );
});
