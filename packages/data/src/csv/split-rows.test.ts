import fc from "fast-check";
import { expect, test } from "vitest";
import { createCsvReader } from "./csv-reader.ts";
import { parseCsv } from "./parse-csv.ts";
import { splitRows } from "./split-rows.ts";

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
}

test("a table that is read piece by piece has the cells, lines and notes of the whole", async () => {
  const cell = fc.constantFrom("1", '"a\nb"', '"x""y"', '"\r\n"', "é", "two words");
  const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 12 });
  const ends = fc.constantFrom("\n", "\r\n", "\r", "\n\n");
  await fc.assert(
    fc.asyncProperty(
      rows,
      ends,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 4, max: 40 }),
      async (cells, end, size, length) => {
        const text = `# made by a test${end}${["p;q", ...cells.map((row) => row.join(";"))].join(end)}`;
        const reader = createCsvReader("parseCsv", {});
        let pieces = 0;
        // The first piece must hold the names.
        for await (const piece of splitRows(inPieces(text, size), "parseCsv", 20 + length)) {
          pieces += 1;
          expect(piece).not.toContain("\r");
          reader.read(piece);
        }
        expect(pieces).toBeGreaterThanOrEqual(text.length > 2 * (60 + size) && cells.length > 8 ? 2 : 1);
        expect(reader.finish()).toEqual(parseCsv(text));
      },
    ),
    { numRuns: 200 },
  );
});

test("an error in a later piece names the line of the whole text", async () => {
  const reader = createCsvReader("parseCsv", {});
  const text = `a,b\n${"1,2\n".repeat(20)}3,x"y\n`;
  await expect(async () => {
    for await (const piece of splitRows(inPieces(text, 5), "parseCsv", 30)) reader.read(piece);
  }).rejects.toThrow("parseCsv: misplaced quote in line 22");
});

test("a text without a line end is refused before it is parsed", async () => {
  async function* endless() {
    for (;;) yield "a".repeat(2 ** 20);
  }
  await expect(splitRows(endless(), "parseCsv").next()).rejects.toThrow(
    /^parseCsv: expected rows of at most \d+ characters/,
  );
});
