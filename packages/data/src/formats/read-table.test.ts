import fc from "fast-check";
import { Readable } from "node:stream";
import { createGunzip, gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { parseCsv } from "../csv/parse-csv.ts";
import { describeNote } from "../note.ts";
import { tableRows } from "../table/table.ts";
import { readTable } from "./read-table.ts";

/** The bytes in pieces of `size`. */
async function* inPieces(content: string | Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

/** The table with the texts of its rows. */
async function read(content: string | Uint8Array, size = 7) {
  const { cells, ...table } = await readTable(inPieces(content, size));
  return { ...table, rows: tableRows({ ...table, cells }) };
}

const houses = [
  { rooms: 3, heating: "gas", size: { m2: 70.5 } },
  { rooms: null, heating: "oil, old", garden: true, size: { m2: 80 } },
];
const asTable = { columns: ["rooms", "heating", "size.m2", "garden"] };
const cells = [
  ["3", "gas", "70.5", ""],
  ["", "oil, old", "80", "true"],
];

describe("readTable", () => {
  test("CSV in any pieces is the table that parseCsv reads", async () => {
    const text = fc.array(
      fc.array(fc.constantFrom("1", '"a\nb"', '"x""y"', "é", "Ω", " "), { minLength: 2, maxLength: 2 }),
      {
        minLength: 1,
      },
    );
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom("\n", "\r\n", "\r"), fc.nat(20), async (rows, end, size) => {
        const csv = ["p,q", ...rows.map((row) => row.join(","))].join(end);
        expect(await readTable(inPieces(csv, size + 1))).toEqual(parseCsv(csv));
      }),
      { numRuns: 50 },
    );
  });

  test("JSON and NDJSON: objects become columns with a point, absent keys missing cells", async () => {
    expect(await read(JSON.stringify(houses, undefined, 2))).toEqual({
      ...asTable,
      rows: cells,
      lines: [1, 2],
      counts: "row",
    });
    const lines = `${JSON.stringify(houses[0])}\r\n\n${JSON.stringify(houses[1])}`;
    expect(await read(lines)).toEqual({ ...asTable, rows: cells, lines: [1, 3], counts: "line" });
  });

  test("an object on several lines is refused when it is too long, before it is parsed", async () => {
    const piece = new TextEncoder().encode(`${"1".repeat(2 ** 20)}\n`);
    let pieces = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode(`{"a":\n${" ".repeat(1024)}`);
      for (; ; pieces++) yield piece;
    }
    await expect(readTable(endless())).rejects.toThrow(
      "readTable: expected an object of at most 67108864 characters, got more: write one object a line",
    );
    expect(pieces).toBeLessThan(66);
  });

  test("Parquet: numbers, texts, truth, dates and missing cells", async () => {
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: "whole", data: [1n, 2n ** 60n, null], type: "INT64", nullable: true },
        { name: "real", data: [0.1, -2e-300, 3], type: "DOUBLE" },
        { name: "text", data: ["a", "Ω,", ""], type: "STRING" },
        { name: "truth", data: [true, false, true], type: "BOOLEAN" },
        {
          name: "day",
          data: [new Date("2024-03-31"), new Date("2024-04-01T12:30Z"), null],
          type: "TIMESTAMP",
          nullable: true,
        },
      ],
      rowGroupSize: 2,
    });
    expect(await read(new Uint8Array(bytes))).toEqual({
      columns: ["whole", "real", "text", "truth", "day"],
      rows: [
        ["1", "0.1", "a", "true", "2024-03-31"],
        ["1152921504606846976", "-2e-300", "Ω,", "false", "2024-04-01T12:30:00.000Z"],
        ["", "3", "", "true", ""],
      ],
      lines: [1, 2, 3],
      counts: "row",
    });
  });

  test("UTF-16, with and without its mark, and Windows-1252 are read", async () => {
    const text = "größe,preis\n1,2\n";
    const utf16 = Buffer.from(`\uFEFF${text}`, "utf16le");
    for (const bytes of [utf16, Buffer.from(utf16).swap16()])
      expect((await read(bytes, 3)).columns).toEqual(["größe", "preis"]);
    const ascii = Buffer.from("size,price\n1,2\n", "utf16le");
    for (const bytes of [ascii, Buffer.from(ascii).swap16()]) expect((await read(bytes)).rows).toEqual([["1", "2"]]);
    const table = await read(Buffer.from("gr\xf6\xdfe,preis\n\x801,2\n", "latin1"), 2);
    expect(table).toMatchObject({ columns: ["größe", "preis"], rows: [["€1", "2"]] });
    expect(table.notes!.map(describeNote)).toEqual(["the text is not UTF-8: read as Windows-1252"]);
  });

  test.each([
    ["nothing", "", "the text is empty"],
    [
      "UTF-8 that is damaged",
      Buffer.concat([Buffer.from("ä,b\n1,2\n"), Buffer.of(0xff)]),
      "line 3 is not UTF-8, though",
    ],
    ["a zip file", "PK\u0003\u0004...", "this is a spreadsheet or a zip file: save the table as CSV first"],
    ["a binary file", "xy\0\u0001", "this is not a text file"],
    ["JSON that is cut", '[{"a": 1}, {"a"', "invalid JSON"],
    ["a list of numbers", "[1]", "expected 1 columns|the text is empty|at least 1 row"],
    ["an empty list", "[]", "expected at least 1 row, got 0"],
    ["an object that is cut", '{\n"a": 1\n', "line 1: invalid JSON"],
    ["a Parquet file that is cut", "PAR1 and no more", "the Parquet file cannot be read"],
    ["a Parquet file without columns", "PAR1\0\0\0\0PAR1", "the Parquet file cannot be read: it is damaged"],
  ])("%s is rejected in one line", async (_name, content, message) => {
    const error: Error = await read(content, 1000).then(
      () => new Error("read"),
      (thrown: Error) => thrown,
    );
    expect(error.message).toMatch(new RegExp(`^readTable: .*(?:${message})`));
    expect(error.message).not.toContain("\n");
  });

  test.each([
    ["an object per line", '{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n'],
    ["a list in an object", '{"count": 2,\n"data": [{"a":1,"b":"x"},\n{"a":2,"b":"y"}]}'],
    ["lists of columns", '{"a":[1,2],"b":["x","y"]}'],
    ["columns by index", '{"a":{"0":1,"1":2},"b":{"0":"x","1":"y"}}'],
    ["lists of rows below names", '[["a","b"],[1,"x"],[2,"y"]]'],
    ["rows that are objects", '[\n{"a":1,"b":"x"},{"a":2,"b":"y"}]'],
  ])("%s is a table", async (_name, content) => {
    const { columns, rows } = await read(content, 7);
    expect({ columns, rows }).toEqual({
      columns: ["a", "b"],
      rows: [
        ["1", "x"],
        ["2", "y"],
      ],
    });
  });

  test("a single object without rows in it is a row", async () => {
    expect((await read('{\n"a": 1, "b": {"c": [1, 2]}\n}', 1000)).rows).toEqual([["1", "[1,2]"]]);
  });

  test("a flipped byte in a Parquet file is an error in one line, or another value", async () => {
    const data = Array.from({ length: 50 }, (_, i) => i * 1.5);
    const good = new Uint8Array(parquetWriteBuffer({ columnData: [{ name: "a", data, type: "DOUBLE" }] }));
    for (let i = 4; i < good.length; i += 7) {
      const bad = good.slice();
      bad[i] ^= 0x55;
      const result = await read(bad, 1 << 16).then(
        ({ rows }) => `${rows.length} rows`,
        ({ message }: Error) => message,
      );
      expect(result).toMatch(/^(?:readTable: [^\n]+|\d\d? rows)$/);
    }
  });

  test("the number of cells is limited in every format", async () => {
    const limited = (content: string) => readTable(inPieces(content, 100), { maxCells: 5 });
    for (const content of [
      "a,b\n1,2\n3,4\n5,6\n",
      '[{"a":1,"b":2},{"a":1,"b":2},{"a":1,"b":2}]',
      '{"a":1,"b":2}\n'.repeat(3),
      '{"a":1}\n{"b":1}\n{"c":1}\n',
    ])
      await expect(limited(content)).rejects.toThrow("readTable: expected a table of at most 5 cells, got more");
  });

  test("the number of columns is limited in every format, in the line of names and in a row", async () => {
    const limited = (content: string) => readTable(inPieces(content, 100), { maxColumns: 2 });
    for (const content of [
      "a,b,c\n",
      '"a",b,c\n',
      "a,b\n1,2\n1,2,3\n",
      '[["a","b","c"],[1,2,3]]',
      '{"a":1,"b":{"c":2,"d":3}}',
    ])
      await expect(limited(content)).rejects.toThrow("readTable: expected a table of at most 2 columns, got more");
    expect((await limited("a,b\n1,2\n")).columns).toEqual(["a", "b"]);
  });

  test("a compressed file is recognised by its first bytes, even in pieces of one byte", async () => {
    const decompress = (start: Uint8Array, bytes: AsyncIterable<Uint8Array>) =>
      start[1] === 0x8b ? (Readable.from(bytes).pipe(createGunzip()) as AsyncIterable<Uint8Array>) : undefined;
    for (const content of [gzipSync("a,b\n1,2\n"), "a,b\n1,2\n"])
      expect((await readTable(inPieces(content, 1), { decompress })).columns).toEqual(["a", "b"]);
  });
});
