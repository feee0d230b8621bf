import { createRandom, encodeRow } from "@epochal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeTable } from "../encode-table.ts";
import { parseCsv } from "../csv/parse-csv.ts";
import { describeNote, MAX_VALUES } from "../note.ts";
import { namedRows, tableFromRows, type JsonRow } from "../table/table.ts";

const inputsOf = (rows: readonly JsonRow[]) => encodeTable(tableFromRows(rows), { target: "y" }).columns.inputs;
const rowsOf = (count: number, cell: (i: number) => JsonRow[string], y = (i: number) => (i * 7) % 11) =>
  Array.from({ length: count }, (_, i) => ({ x: cell(i), y: y(i) }));

describe("missing cells", () => {
  test("become an input of their own if the target differs in their rows", () => {
    const isMissing = (i: number) => i % 4 === 0;
    const cell = (i: number) => (isMissing(i) ? null : i);
    expect(inputsOf(rowsOf(100, cell, (i) => (isMissing(i) ? 50 : 0) + (i % 3)))).toMatchObject([
      { kind: "number", unknown: [expect.any(Number), 1] },
    ]);
    const random = createRandom(1);
    expect(inputsOf(rowsOf(100, cell, () => random.randn()))).toMatchObject([{ unknown: [expect.any(Number)] }]);
  });

  test("are a value of a category if there are three of them", () => {
    const cell = (missing: number) => (i: number) => (i < missing ? "n/a" : ["gas", "oil"][i % 2]);
    expect(inputsOf(rowsOf(30, cell(3)))).toMatchObject([{ values: ["", "gas", "oil"] }]);
    expect(inputsOf(rowsOf(30, cell(2)))).toMatchObject([{ values: ["gas", "oil"], unknown: [0.5, 0.5] }]);
  });

  test("leave a column in use even if most are missing, and one whose other cells are all the same", () => {
    expect(inputsOf(rowsOf(40, (i) => (i % 8 === 0 ? i : null)))).toHaveLength(1);
    expect(inputsOf(rowsOf(40, (i) => (i % 2 === 0 ? "yes" : null)))).toMatchObject([{ values: ["", "yes"] }]);
  });
});

describe("categories", () => {
  test("rare values count as one", () => {
    const { columns, notes } = encodeTable(
      tableFromRows(rowsOf(40, (i) => (i < 4 ? `rare ${i}` : ["gas", "oil"][i % 2]))),
      { target: "y" },
    );
    expect(columns.inputs).toMatchObject([{ values: ["gas", "oil"], unknown: [0, 0, 1] }]);
    expect(notes.map(describeNote)).toEqual(['column "x": 4 rare values in 4 rows counted as one, beside 2 values']);
  });

  test("51 values of ten rows each have a number each", () => {
    expect(inputsOf(rowsOf(510, (i) => `state ${i % 51}`))).toMatchObject([{ values: { length: 51 } }]);
  });

  test("a column of names is left out, since no value has enough rows", () => {
    const rows = rowsOf(60, (i) => `name ${i % 40}`).map((row, i) => ({ ...row, z: i * i }));
    expect(inputsOf(rows).map(({ name }) => name)).toEqual(["z"]);
  });
});

test("dates keep the parts that vary", () => {
  const day = (i: number) => `2024-${String(1 + (i % 12)).padStart(2, "0")}-${String(1 + (i % 28)).padStart(2, "0")}`;
  expect(inputsOf(rowsOf(50, day))).toMatchObject([
    { kind: "time", order: "ymd", parts: ["elapsed", "month", "weekday"] },
  ]);
  expect(inputsOf(rowsOf(50, (i) => `2024-03-01 ${String(i % 24).padStart(2, "0")}:30`))).toMatchObject([
    { parts: ["elapsed", "hour"] },
  ]);
});

test("a table and its records are encoded alike, whatever the columns hold", () => {
  const cell = fc.oneof(
    fc.constantFrom("", "NA", "yes", "no", "gas", "oil", "$1,234", "3,5", "7%", "2024-03-31", "31.3.2024", "3+"),
    fc.integer({ min: -5, max: 5 }).map(String),
  );
  const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 12, maxLength: 30 });
  fc.assert(
    fc.property(table, (cells) => {
      const rows = tableFromRows(cells.map(([a, b, c], i) => ({ a, b, c, d: (i * 5) % 7, y: i })));
      const { dataset, columns } = encodeTable(rows, { target: "y" });
      const records = namedRows(rows).flatMap((row) => encodeRow(columns.inputs, row, "test"));
      expect(Array.from(dataset.x)).toEqual(records);
    }),
    { seed: 1 },
  );
});

test("more different texts than can be counted are none to learn from", () => {
  const lines = Array.from({ length: MAX_VALUES + 2 }, (_, i) => `r${i},${i % 7},${i % 11}`);
  const table = parseCsv(`name,x,y\n${lines.join("\n")}\n`);
  const { columns, notes } = encodeTable(table, { target: "y" });
  expect(columns.inputs.map(({ name }) => name)).toEqual(["x"]);
  expect(notes.map(describeNote)).toContain(
    'column "name" left out: it has more than 100000 different texts in 100002 rows',
  );
  expect(() => encodeTable(table, { target: "name" })).toThrow(
    '"name" has more than 100000 different values, such as "r0"',
  );
});
