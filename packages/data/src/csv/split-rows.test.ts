import fc from "fast-check";
import { expect, test } from "vitest";
import { createCsvReader } from "./csv-reader.ts";
import { createLinesAbove } from "./lines-above.ts";
import { parseCsv } from "./parse-csv.ts";
import { splitRows } from "./split-rows.ts";

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
}

test("a table that is read piece by piece has the cells, lines and notes of the whole", async () => {
  const lineAbove = fc.constantFrom("# made by a test", '# a 5" disk', "#", "", " ");
  const cell = fc.constantFrom("1", '"a\nb"', '"x""y"', '"\r\n"', "é", "two words");
  const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 12 });
  const ends = fc.constantFrom("\n", "\r\n", "\r", "\n\n");
  await fc.assert(
    fc.asyncProperty(
      fc.array(lineAbove, { maxLength: 3 }),
      rows,
      ends,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 60 }),
      async (linesAbove, cells, end, size, length) => {
        const text = [...linesAbove, "p;q", ...cells.map((row) => row.join(";"))].join(end);
        const above = createLinesAbove();
        const reader = createCsvReader("parseCsv", {}, above);
        let pieces = 0;
        for await (const piece of splitRows(inPieces(text, size), above, "parseCsv", length)) {
          pieces += 1;
          expect(piece).not.toContain("\r");
          reader.read(piece);
        }
        expect(pieces).toBeGreaterThanOrEqual(cells.length > 8 && length < 10 ? 2 : 1);
        expect(reader.finish()).toEqual(parseCsv(text));
      },
    ),
    { numRuns: 200 },
  );
});

test("an error in a later piece names the line of the whole text", async () => {
  const above = createLinesAbove();
  const reader = createCsvReader("parseCsv", {}, above);
  const text = `a,b\n${"1,2\n".repeat(20)}3,x"y\n`;
  await expect(async () => {
    for await (const piece of splitRows(inPieces(text, 5), above, "parseCsv", 30)) reader.read(piece);
  }).rejects.toThrow("parseCsv: misplaced quote in line 22");
});

test("a text without a line end is refused before it is parsed", async () => {
  async function* endless() {
    for (;;) yield "a".repeat(2 ** 20);
  }
  await expect(splitRows(endless(), createLinesAbove(), "parseCsv").next()).rejects.toThrow(
    /^parseCsv: expected rows of at most \d+ characters/,
  );
});
