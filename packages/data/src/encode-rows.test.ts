import { encodeRow, type Column } from "@epochal/core";
import { expect, test } from "vitest";
import { encodeRows } from "./encode-rows.ts";
import { parseCsv } from "./csv.ts";
import { namedRows } from "./table.ts";

const table = parseCsv('a,kind,b\n1,u,0x10\n-0,v,1e3\n" ",w,x\n');
const a: Column = { name: "a", kind: "number" };
const b: Column = { name: "b", kind: "number" };
const kind: Column = { name: "kind", kind: "category", values: ["u", "v"] };

test("rows are encoded as core encodes records, in the given order", () => {
  const columns = [b, kind, a];
  const records = namedRows(table);
  const expected = [1, 0].flatMap((i) => encodeRow(columns, records[i], "test"));
  expect(Array.from(encodeRows(table, columns, [1, 0], "test"))).toEqual(expected);
  expect(expected).toEqual([1000, 0, 1, -0, 16, 1, 0, 1]);
});

test.each([
  ["an unknown category before other cells", [kind, b, a], 'test: line 4: expected "kind" to be one of u, v, got "w"'],
  ["a blank cell in quotes", [a, kind], 'test: line 4: expected a value for "a", got none'],
  ["a text", [b], 'test: line 4: expected a number for "b", got "x"'],
] as const)("the first cell that cannot be encoded is rejected with its line: %s", (_name, columns, message) => {
  expect(() => encodeRows(table, columns, [0, 2], "test")).toThrow(new RangeError(message));
});

test("a category that lists a value twice is encoded as core encodes it", () => {
  const twice: Column = { name: "kind", kind: "category", values: ["u", "v", "u"] };
  expect(Array.from(encodeRows(table, [twice], [0, 1], "test"))).toEqual([1, 0, 1, 0, 1, 0]);
});
