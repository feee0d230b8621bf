import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCsv as parse } from "./parse-csv.ts";
import { describeNote } from "../note.ts";
import { tableRows } from "../table/table.ts";
import type { CsvOptions } from "./csv-reader.ts";

/** The table with the texts of its rows. */
function parseCsv(text: string, options?: CsvOptions) {
  const table = parse(text, options);
  const { cells: _, ...others } = table;
  return { ...others, rows: tableRows(table) };
}

describe("parseCsv", () => {
  test("the first line names the columns, the others are rows with their line", () => {
    expect(parseCsv("x,y\n1,2\n3,4\n")).toEqual({
      columns: ["x", "y"],
      rows: [
        ["1", "2"],
        ["3", "4"],
      ],
      lines: [2, 3],
      counts: "line",
    });
  });

  test("a byte order mark, CR LF, spaces around cells and empty lines are dropped", () => {
    const { columns, rows, lines } = parseCsv("\uFEFFx, y\r\n\r\n 1 ,2\r\n   \r\n3,4");
    expect(columns).toEqual(["x", "y"]);
    expect(rows).toEqual([
      ["1", "2"],
      ["3", "4"],
    ]);
    expect(lines).toEqual([3, 5]);
  });

  test.each([
    ["LF", "\n"],
    ["CR LF", "\r\n"],
    ["CR", "\r"],
  ])(
    "quoted cells keep delimiters, quotes and line ends, and lines are counted correctly after them, with %s",
    (_name, end) => {
      const text = ["name,price", '"a, ""b""', 'c",1', "d,2", ""].join(end);
      const { rows, lines } = parseCsv(text);
      expect(rows).toEqual([
        ['a, "b"\nc', "1"],
        ["d", "2"],
      ]);
      expect(lines).toEqual([2, 4]);
    },
  );

  test("any text survives quoting", () => {
    const cell = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\r"));
    const quoted = (cells: string[]) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(",");
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        expect(parseCsv(["a,b", ...rows.map(quoted)].join("\n")).rows).toEqual(rows);
      }),
      { seed: 1 },
    );
  });

  test.each([
    ["commas", "a,b\n1,2"],
    ["semicolons", "a;b\n1;2"],
    ["tabs", "a\tb\n1\t2"],
    ["semicolons, although a quoted name has commas", '"a,b,c";d\n1;2'],
  ])("finds the delimiter: %s", (_name, text) => {
    expect(parseCsv(text).rows).toEqual([["1", "2"]]);
  });

  test("a given delimiter is used without detection", () => {
    expect(parseCsv("a;b,c|d\n1|2", { delimiter: "|" })).toMatchObject({ columns: ["a;b,c", "d"], rows: [["1", "2"]] });
  });

  test.each([
    ["an empty text", "", "parseCsv: the text is empty; its first line should name the columns"],
    ["a text of empty lines", "\n \n", "parseCsv: the text is empty; its first line should name the columns"],
    ["names without rows", "a,b\n\n", "parseCsv: expected at least 1 row below the column names, got 0"],
    ["a short line", "a,b,c\n1,2,3\n\n4,5\n", "parseCsv: expected 3 columns in line 4, got 2"],
    ["a long line", "a,b\n1,2,3\n", "parseCsv: expected 2 columns in line 2, got 3"],
    ["a long line below another", "a,b\n1,2\n1,2,3\n", "parseCsv: expected 2 columns in line 3, got 3"],
    [
      "a name twice",
      "a,b,a\n1,2,3\n",
      'parseCsv: column name "a" occurs twice, in columns 1 and 3: rename one of them',
    ],
    [
      "a quote that is never closed",
      'a,b\n"1\n2",3\n\n4,"5\n6,7\n',
      "parseCsv: a quote in the row that begins in line 5 is never closed",
    ],
    [
      "text behind a closing quote",
      'a,b\n1,2\n3,"4"5\n',
      "parseCsv: misplaced quote in line 3; put quotes around the whole cell and double them inside it",
    ],
    [
      "a quote inside a cell without quotes",
      'a,b\n17" screen,2\n',
      "parseCsv: misplaced quote in line 2; put quotes around the whole cell and double them inside it",
    ],
  ])("rejects %s with its position", (_name, text, message) => {
    expect(() => parseCsv(text)).toThrow(new RangeError(message));
  });

  test("rejects an empty delimiter", () => {
    expect(() => parseCsv("a,b\n1,2", { delimiter: "" })).toThrow(
      new RangeError('parseCsv: expected a delimiter of at least 1 character, got ""'),
    );
  });
});

describe("files as people have them", () => {
  const houses = {
    columns: ["area", "rooms", "price"],
    rows: [
      ["20", "1", "71"],
      ["27", "6", "142"],
    ],
  };

  test.each([
    ["a separator line", "sep=;\narea;rooms;price\n20;1;71\n27;6;142\n", [3, 4], []],
    ["a separator line with tabs, CR LF", "sep=\t\r\narea\trooms\tprice\r\n20\t1\t71\r\n27\t6\t142\r\n", [3, 4], []],
    [
      "comment lines above the names",
      "# from the archive, 2020\n\n# area in m2\narea,rooms,price\n20,1,71\n27,6,142",
      [5, 6],
      ["2 comment lines above the column names skipped"],
    ],
    ["names in a comment, as NumPy writes them", "# area rooms price\n20 1 71\n27 6 142\n", [2, 3], []],
    ["pipes", "area|rooms|price\n20|1|71\n27|6|142\n", [2, 3], []],
    ["aligned columns", "  area  rooms   price\n    20      1      71\n    27      6     142\n", [2, 3], []],
    [
      "a delimiter at the end of each row",
      "area,rooms,price\n20,1,71,\n27,6,142,,\n",
      [2, 3],
      ["empty cells beyond the last column dropped in 2 rows"],
    ],
    [
      "a delimiter at the end of every line",
      "area,rooms,price,\n20,1,71,\n27,6,142,\n",
      [2, 3],
      ["empty cells beyond the last column dropped in 2 rows"],
    ],
  ])("%s", (_name, text, lines, notes) => {
    const { notes: found = [], ...table } = parseCsv(text);
    expect(table).toEqual({ ...houses, lines, counts: "line" });
    expect(found.map(describeNote)).toEqual(notes);
  });

  test.each([
    ["as pandas writes it", ",area,rooms\n0,20,1\n1,27,6\n"],
    ["as R writes it", '"area" "rooms"\n"1" 20 1\n"2" 27 6\n'],
  ])("an index without a name stays in the table, without a name: %s", (_name, text) => {
    const { columns, rows, notes = [] } = parseCsv(text);
    expect(columns).toEqual(["", "area", "rooms"]);
    expect(rows.map(([, area]) => area)).toEqual(["20", "27"]);
    expect(notes.map(describeNote)).toEqual(["column 1 has no name: left out"]);
  });

  test("another column without a name is called by its position", () => {
    const { columns, notes = [] } = parseCsv("a,,c\n1,2,3\n");
    expect(columns).toEqual(["a", "column 2", "c"]);
    expect(notes.map(describeNote)).toEqual(['column 2 has no name: called "column 2"']);
  });

  test.each([
    ["white space that is given", "a b\n1   2\n", " "],
    ["a given delimiter of several characters", "a::b\n1::2\n", "::"],
  ])("%s", (_name, text, delimiter) => {
    expect(parseCsv(text, { delimiter })).toMatchObject({ columns: ["a", "b"], rows: [["1", "2"]] });
  });

  test("quoted cells keep their white space, and a line without quotes may have any amount between its cells", () => {
    const text = `a b\n 1\t "x \n y" \n2${" ".repeat(1e6)}3\t\n"${"z ".repeat(1e6)}" 4`;
    expect(parseCsv(text, { delimiter: " " }).rows).toEqual([
      ["1", "x \n y"],
      ["2", "3"],
      ["z ".repeat(1e6), "4"],
    ]);
  });

  test("a name of several words, or a # in a cell, is neither a delimiter nor a comment", () => {
    expect(parseCsv("living area\n20\n27\n").columns).toEqual(["living area"]);
    expect(parseCsv("id,note\n1,#a\n#2,b\n").rows).toEqual([
      ["1", "#a"],
      ["#2", "b"],
    ]);
  });

  test.each(["0,0,71\n27,6,142\n", "M,0.455,0.1,0.455\nF,1,2,3\n"])(
    "a number twice in the first line raises the question whether names stand above: %j",
    (text) => {
      expect(() => parseCsv(text)).toThrow(
        /occurs twice, in columns .*: does the table begin with a line of column names\?$/,
      );
    },
  );
});
