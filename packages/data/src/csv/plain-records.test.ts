import fc from "fast-check";
import { expect, test } from "vitest";
import { tableRows } from "../table/table.ts";
import { parseCsv } from "./parse-csv.ts";

/** What is read, or why not. */
function read(text: string, delimiter: string) {
  try {
    const table = parseCsv(text, { delimiter });
    return { ...table, rows: tableRows(table), cells: undefined };
  } catch (error) {
    return (error as RangeError).message;
  }
}

test("text without quotes is read as the parser reads it that knows quotes", () => {
  const part = fc.constantFrom(
    ",",
    ",",
    ";",
    "\t",
    "\n",
    "\n",
    "\r\n",
    " ",
    "\u00a0",
    "\f",
    "#",
    "a",
    "1.5",
    "Ω",
    "NA",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), fc.constantFrom(",", ";", "\t"), (parts, delimiter) => {
      const text = `p${delimiter}q\n${parts.join("")}\n`;
      // A quote anywhere needs the other parser.
      expect(read(`${text}1${delimiter}2`, delimiter)).toEqual(read(`${text}"1"${delimiter}2`, delimiter));
    }),
    { seed: 1, numRuns: 500 },
  );
});
