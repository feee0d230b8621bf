import fc from "fast-check";
import { expect, test } from "vitest";
import { createTextColumn } from "../table/text-column-builder.ts";
import { textAt } from "../table/text-column.ts";
import { createCsvWriter } from "./csv-writer.ts";
import { parseCsv } from "./parse-csv.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function columnOf(texts: readonly string[]) {
  const column = createTextColumn();
  for (const text of texts) column.push(text);
  return column.finish();
}

/** The line of each text, written from a column and as a string. */
function bothWays(texts: readonly string[], options?: { escapesFormulas: boolean }): readonly [string, string] {
  const column = columnOf(texts);
  const [fromColumn, fromText] = [createCsvWriter(options), createCsvWriter(options)];
  texts.forEach((text, i) => {
    fromColumn.writeText(column, i);
    fromColumn.write(text);
    fromColumn.endRow();
    fromText.write(text);
    fromText.write(textAt(column, i));
    fromText.endRow();
  });
  return [decoder.decode(fromColumn.take()), decoder.decode(fromText.take())];
}

test("a text of a column becomes the same cell as the string, whatever its characters", () => {
  const number = fc.double({ noNaN: true }).map(String);
  const decimal = fc
    .tuple(fc.integer({ min: -9999, max: 9999 }), fc.nat({ max: 5 }))
    .map(([n, k]) => (n / 7).toFixed(k));
  const text = fc.oneof(
    number,
    decimal,
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("", "-0.05", "a,b", 'a"b', "a\r\nb", "=1+1"),
  );
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 40 }), fc.boolean(), (texts, escapesFormulas) => {
      const [fromColumn, fromText] = bothWays(texts, { escapesFormulas });
      expect(fromColumn).toBe(fromText);
    }),
    { seed: 1 },
  );
});

test("rows are read as they were written", () => {
  const writer = createCsvWriter();
  const rows = [
    ["name", "x"],
    ['Zoë "Z", 😀', "-0.50"],
    ["a\nb", ""],
    ["", "12345678.9"],
  ];
  for (const row of rows) {
    for (const cell of row) writer.write(cell);
    writer.endRow();
  }
  expect(writer.length).toBe(51);
  const written = writer.take();
  expect(decoder.decode(written)).toBe('name,x\n"Zoë ""Z"", 😀",-0.50\n"a\nb",\n,12345678.9\n');
  const { columns, cells } = parseCsv(decoder.decode(written));
  expect([columns, ...[0, 1, 2].map((i) => cells.map((column) => textAt(column, i)))]).toEqual(rows);
  expect(writer.length).toBe(0);
});

test("what was taken stays when more is written, and a cell may be larger than the memory so far", () => {
  const writer = createCsvWriter();
  const write = (cell: string) => {
    writer.write(cell);
    writer.endRow();
    return writer.take();
  };
  const [long, short] = [write("Ω".repeat(200_000)), write("b")];
  expect([decoder.decode(long), decoder.decode(short)]).toEqual([`${"Ω".repeat(200_000)}\n`, "b\n"]);
});

test("formulas get a quote in front if that is wanted, but numbers do not", () => {
  const texts = ["=1+1", "-1", "+1+1", "@SUM(1)", "-0.25", "-1.5e300", "\tx", "x"];
  const lines = (escapesFormulas: boolean) => bothWays(texts, { escapesFormulas })[0].split("\n").slice(0, -1);
  expect(lines(false)).toEqual(texts.map((text) => `${text},${text}`));
  const escaped = ["'=1+1", "-1", "'+1+1", "'@SUM(1)", "-0.25", "-1.5e300", "'\tx", "x"];
  expect(lines(true)).toEqual(escaped.map((text) => `${text},${text}`));
});
