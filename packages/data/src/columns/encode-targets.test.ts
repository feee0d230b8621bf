import { describe, expect, test } from "vitest";
import { parseCsv } from "../csv/parse-csv.ts";
import { encodeTable } from "../encode-table.ts";
import { recipe } from "../recipe.ts";
import { encodeTargets } from "./encode-targets.ts";

const table = parseCsv("x,a,b,c\n1,10,$5,red\n2,,6,blue\n3,30,,red\n4,,,blue\n5,50,9,red\n");

describe("several targets", () => {
  test("are an output each, of the rows that have them all; a row that lacks several is reported once", () => {
    const { rows, y, outputs, notes } = encodeTargets(table, ["a", "b"]);
    expect({ rows: Array.from(rows), y: Array.from(y), outputs }).toEqual({
      rows: [0, 4],
      y: [10, 5, 50, 9],
      outputs: 2,
    });
    const leftOut = notes.filter((note) => note.type === "rowLeftOut").map(({ line, column }) => `${line} ${column}`);
    expect(leftOut).toEqual(["3 a", "5 a", "4 b"]);
  });

  test("none is an input, and the columns name them all", () => {
    const { columns, dataset } = encodeTable(table, { target: ["b", "a"], exclude: ["c"] });
    expect(columns).toMatchObject({ targets: ["b", "a"], inputs: [{ name: "x" }] });
    expect(Array.from(dataset.y)).toEqual([5, 10, 9, 50]);
  });

  test("a list of one is the same as its name", () => {
    expect(encodeTable(table, { target: ["a"] })).toEqual(encodeTable(table, { target: "a" }));
  });

  test.each([
    [["a", "c"], 'several targets must be numbers, and "c" is classes: predict it alone'],
    [["a", "a"], 'target "a" is given twice'],
    [["a", "d"], 'no column "d"'],
    [[], "expected at least 1 target, got 0"],
  ])("%j is rejected", (target, message) => {
    expect(() => encodeTable(table, { target })).toThrow(`encodeTable: ${message}`);
  });

  test("a target that never varies is rejected by its name", () => {
    const rows = Array.from({ length: 12 }, (_, i) => `${i},${i * i},7\n`).join("");
    expect(() => recipe(parseCsv(`x,y,z\n${rows}`), { target: ["y", "z"] })).toThrow('the target "z" is always 7');
  });
});
