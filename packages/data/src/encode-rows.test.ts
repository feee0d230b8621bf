import { encodeRow, type Column } from "@epochal/core";
import { expect, test } from "vitest";
import { encodeRows, rejectionNotes } from "./encode-rows.ts";
import { parseCsv } from "./csv/parse-csv.ts";
import { namedRows } from "./table/table.ts";

const table = parseCsv('a,kind,b\n1,u,0x10\n-0,v,1e3\n" ",w,x\n');
const a: Column = { name: "a", kind: "number" };
const b: Column = { name: "b", kind: "number" };
const kind: Column = { name: "kind", kind: "category", values: ["u", "v"] };

const rows = (...indices: number[]) => Uint32Array.from(indices);

test("rows are encoded as core encodes records, in the given order", () => {
  const columns = [b, kind, a];
  const records = namedRows(table);
  const expected = [1, 0].flatMap((i) => encodeRow(columns, records[i], "test"));
  expect(Array.from(encodeRows(table, columns, rows(1, 0), { where: "test" }).x)).toEqual(expected);
  expect(expected).toEqual([1000, 0, 1, -0, 16, 1, 0, 1]);
});

test.each([
  ["an unknown category before other cells", [kind, b, a], "kind", "unknownValue"],
  ["a blank cell in quotes", [a, kind], "a", "missing"],
  ["a text", [b], "b", "unreadable"],
] as const)("the first cell of a row that cannot be encoded rejects the row: %s", (_name, columns, column, reason) => {
  const { rejectedBy, notes } = encodeRows(table, columns, rows(0, 2), { where: "test" });
  expect(notes).toEqual([]);
  expect(rejectionNotes(table, columns, rows(0, 2), rejectedBy, "leftOut")).toMatchObject([
    { line: 4, column, reason },
  ]);
});
