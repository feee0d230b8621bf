import { createReport, createTrainer, parseModel, toEsModule, toOnnx } from "@epochal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  describeNote,
  encodeTable,
  namedRows,
  parseCsv,
  planFolds,
  predictTable,
  recipe,
  tableFromRows,
  tableRows,
} from "../src/index.ts";

/** The message of an error of one short line; undefined if there is none. */
function rejectionOf(use: () => unknown): string | undefined {
  const start = process.cpuUsage();
  let error = new RangeError("none: thrown");
  try {
    use();
  } catch (thrown) {
    error = thrown as RangeError;
  }
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(20_000);
  expect([RangeError, TypeError]).toContain(error.constructor);
  expect(error.message).toMatch(/^\w+: [^\n]{1,5000}$/);
  return error.message === "none: thrown" ? undefined : error.message;
}

describe("names that every object inherits", () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype"];
  const target = names[0];
  /** The first inputs are numbers, the others categories, one of which has such names as values. */
  const rowOf = (i: number) => [
    i / 7,
    i % 5,
    (i * i) % 11,
    names[i % 3],
    i % 2 === 0 ? "constructor" : "x",
    `${i % 4} `,
  ];
  const csv = [names, ...Array.from({ length: 60 }, (_, i) => rowOf(i))].map((row) => row.join(",")).join("\n");
  const table = parseCsv(csv);
  const options = { target, epochs: 2, ensemble: 2, hidden: [3] };

  test("are columns of a table like any other, from CSV and from JSON", () => {
    expect(table.columns).toEqual(names);
    const records = JSON.parse(JSON.stringify(namedRows(table))) as Record<string, string>[];
    expect(Object.keys(records[0])).toEqual(names);
    expect(tableFromRows(records)).toEqual({ ...table, lines: records.map((_, i) => i + 1), counts: "row" });
  });

  test("a JSON row without them has missing cells", () => {
    const read = tableFromRows([JSON.parse('{"__proto__": 1, "constructor": 2, "toString": 3, "x": 4}'), { x: 5 }]);
    expect(tableRows(read)).toEqual([
      ["1", "2", "3", "4"],
      ["", "", "", "5"],
    ]);
  });

  test.each(names.slice(0, 3))("go through recipe, training, report, files and prediction: target %s", (name) => {
    const { spec, data, notes } = recipe(table, { ...options, target: name });
    expect(notes).toEqual([]);
    expect(data.columns?.inputs.map((column) => column.name)).toHaveLength(5);
    const trainer = createTrainer(spec, data);
    trainer.advance(2);
    const model = trainer.model();
    const { importance } = createReport(model, data);
    expect(importance!.columns.map(({ column }) => column).toSorted()).toEqual(
      data.columns!.inputs.map((column) => column.name).toSorted(),
    );
    const read = parseModel(JSON.stringify(model));
    const { rows } = predictTable(read, table);
    expect(rows.every((row) => Number.isFinite(row?.[0]))).toBe(true);
    const records = JSON.parse(JSON.stringify(namedRows(table))) as Record<string, string>[];
    expect(records.map((row) => [read.predict(row)])).toEqual(rows);
    expect(() => read.predict({})).toThrow(/^predict: row 1: expected a value for "\w+", got none$/);
    expect(toEsModule(read)).toContain("toString");
    expect(toOnnx(read).length).toBeGreaterThan(100);
  });

  test("a table without one of them is rejected when a model needs it", () => {
    const { spec, data } = recipe(table, options);
    const model = createTrainer(spec, data).model();
    expect(rejectionOf(() => predictTable(model, parseCsv("x,y\n1,2")))).toBe(
      'predict: expected a column "constructor", got x, y',
    );
    expect(rejectionOf(() => encodeTable(parseCsv("x,y\n1,2"), { target: "constructor" }))).toMatch(
      /^encodeTable: no column "constructor"; columns: x, y/,
    );
  });

  test("go through cross-validation", () => {
    for (const { spec, data, notes } of planFolds(table, { ...options, folds: 3 }).plans()) {
      expect(notes.map(describeNote)).toEqual([]);
      createTrainer(spec, data).advance(1);
    }
  });
});

describe("a table beyond the limits is rejected in one line", () => {
  const commas = (count: number) => Array.from({ length: count }, (_, i) => `c${i}`).join(",");

  test.each<[string, () => unknown, RegExp]>([
    [
      "more cells than fit",
      () => parseCsv(`a,b\n${"1,2\n".repeat(50)}`, { maxCells: 100 }),
      /^parseCsv: expected a table of at most 100 cells, got more: leave out rows or columns$/,
    ],
    [
      "a line of commas",
      () => parseCsv(`a,b\n${",".repeat(1.001e6)}`),
      /^parseCsv: expected a table of at most 1000000 columns, got more/,
    ],
    [
      "101 million quoted lines",
      () => parseCsv(`a\n${"\n".repeat(1.01e8)}"1"`),
      /^parseCsv: expected a table of at most 100000000 cells/,
    ],
    [
      "rows without common keys",
      () => tableFromRows(Array.from({ length: 12_000 }, (_, i) => ({ [`c${i}`]: 1 }))),
      /^tableFromRows: expected a table of at most/,
    ],
    [
      "a name that an open quote makes long",
      () => parseCsv(`a,"b\n${"1,2\n".repeat(1000)}"\n1,2\n`),
      /^parseCsv: expected names of at most 1000 characters, got \d+ in column 2: shorten it, or close a quote$/,
    ],
    [
      "a row that is null",
      () => tableFromRows([{ a: 1 }, null as never]),
      /^tableFromRows: expected row 2 to be an object, got null$/,
    ],
    [
      "a row that is a list",
      () => tableFromRows([[1] as never]),
      /^tableFromRows: expected row 1 to be an object, got a list of 1$/,
    ],
    ["no text", () => parseCsv(undefined as never), /^parseCsv: expected text, got undefined$/],
    ["a NUL character", () => parseCsv("a,b\n1,2\r\n3,\0\n"), /^parseCsv: line 3 has a NUL character/],
    [
      "a lone quote before 10 MB",
      () => parseCsv(`a,b\n1,"${"x\n".repeat(5e6)}`),
      /^parseCsv: a quote in the row that begins in line 2 is never closed$/,
    ],
    [
      "a name of 1,000 characters twice",
      () => parseCsv(`${"x".repeat(1000)},${"x".repeat(1000)}\n1,2`),
      /occurs twice, in columns 1 and 2: rename one of them$/,
    ],
    [
      "30,000 columns",
      () =>
        recipe(parseCsv(`${commas(3e4)}\n${`${"1,".repeat(29_999)}1\n`.repeat(12)}`), {
          target: "c0",
          inputs: commas(20_000).split(",").slice(1),
        }),
      /^encodeTable: expected at most 10000 inputs.*got 19999/,
    ],
    [
      "an unknown name among 100,000",
      () => encodeTable(parseCsv(`${commas(1e5)}\n${"1,".repeat(99_999)}1`), { target: "d" }),
      /^encodeTable: no column "d"; columns: c0, .* and 99950 more/,
    ],
    [
      "an unknown name of 1 MB",
      () => encodeTable(parseCsv("a,b\n1,2"), { target: "a".repeat(1e6) }),
      /no column "a{80}…"; columns: a, b$/,
    ],
    [
      "a cell of 10 MB as target",
      () => encodeTable(parseCsv(`a,b\n${`1,2\n`.repeat(2)}1,"${"x".repeat(1e7)}"`), { target: "b" }),
      /^encodeTable: the target "b" has 2 different values in 3 rows, such as "x{80}…": expected numbers/,
    ],
    [
      "a category of too many values",
      () =>
        encodeTable(parseCsv(`a,b\n${Array.from({ length: 11_000 }, (_, i) => `v${i},${i}`).join("\n")}`), {
          target: "b",
          inputs: ["a"],
        }),
      /^encodeTable: expected at most 10000 inputs.* got 11000/,
    ],
  ])("%s", (_, use, message) => {
    expect(rejectionOf(use)).toMatch(message);
  });

  test("100,000 columns and cells of many MB are read", () => {
    expect(parseCsv(`${commas(1e5)}\n${"1,".repeat(99_999)}1`).columns).toHaveLength(1e5);
    const [cell, quotes] = ["x".repeat(1e7), '""'.repeat(2e6)];
    expect(tableRows(parseCsv(`a,b\n${cell},"${quotes}"`))).toEqual([[cell, quotes.slice(2e6)]]);
  });
});

test("any text is a table that can be encoded, or is rejected in one line", () => {
  const part = fc.oneof(
    fc.constantFrom(",", ";", "\t", "\n", "\r", "\r\n", '"', '""', " ", "\0", "\uFEFF", "\ud800"),
    fc.constantFrom("a", "b", "__proto__", "constructor", "1", "2", "3.5", "1e999", "NaN", "-0", "0x10", "ü"),
  );
  let read = 0;
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      const text = parts.join("");
      for (const csv of [text, `a,b\n1,2\n${text}`, Array.from({ length: 12 }, (_, i) => `${i},${text}`).join("\n")])
        rejectionOf(() => {
          const table = parseCsv(csv);
          read += 1;
          for (const target of table.columns) rejectionOf(() => recipe(table, { target, epochs: 1 }));
        });
    }),
    { numRuns: 1500, seed: 1 },
  );
  expect(read).toBeGreaterThan(100);
});
