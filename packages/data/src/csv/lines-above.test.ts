import { describe, expect, test } from "vitest";
import { createCsvReader } from "./csv-reader.ts";
import { createLinesAbove } from "./lines-above.ts";
import { parseCsv } from "./parse-csv.ts";
import { splitRows } from "./split-rows.ts";
import { tableRows } from "../table/table.ts";

async function* asTexts(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

describe("lines above the names", () => {
  test("are dropped as they come, and do not count as cells", async () => {
    const texts = [...Array<string>(50).fill('# made by a 5" disk, 2020\n\n'.repeat(3000)), "a;b\n1;2\n"];
    const above = createLinesAbove();
    const reader = createCsvReader("readTable", { maxCells: 4 }, above);
    const pieces: string[] = [];
    for await (const piece of splitRows(asTexts(texts), above, "readTable")) pieces.push(piece);
    expect(pieces).toEqual(["a;b\n1;2\n"]);
    reader.read(pieces[0]);
    const { columns, lines, notes, ...table } = reader.finish();
    expect([columns, tableRows(table), lines]).toEqual([["a", "b"], [["1", "2"]], [300_002]]);
    expect(notes).toEqual([{ type: "linesSkipped", lines: 150_000 }]);
  });

  test("have a last comment, which may come in many texts", () => {
    const above = createLinesAbove();
    const rest = ["# first\n#", " area ", "rooms\n", "\n20 1\n27 6", "\n"].map((text) => above.skip(text));
    expect(rest).toEqual(["", "", "", "20 1\n27 6", "\n"]);
    expect(above).toMatchObject({ count: 3, comments: 2, lastComment: "area rooms", separator: undefined });
  });

  test("may be of any length: the text of a very long comment is not kept", () => {
    const above = createLinesAbove();
    above.skip("# ");
    for (let i = 0; i < 40; i++) expect(above.skip("a".repeat(2 ** 20))).toBe("");
    expect(above.end().length).toBeLessThan(2 ** 25);
    expect(above.skip("\na\n")).toBe("a\n");
    expect(above).toMatchObject({ count: 1, comments: 1, lastComment: undefined });
  });

  test("name a delimiter only in the first line", () => {
    const [first, second] = [createLinesAbove(), createLinesAbove()];
    expect(first.skip("sep=|\r\n\na|b\n")).toBe("a|b\n");
    expect(first).toMatchObject({ count: 2, separator: "|" });
    expect(second.skip("\nsep=|\n")).toBe("sep=|\n");
    expect(second).toMatchObject({ count: 1, separator: undefined });
  });

  test("are named as comments if there is nothing below", () => {
    expect(() => parseCsv("# a comment\n\n")).toThrow(
      new RangeError("parseCsv: the text has only comments; a line below them should name the columns"),
    );
  });

  test("end where a line begins that has not ended, even if it looks like a comment", () => {
    const above = createLinesAbove();
    expect([above.skip("# a\n# b"), above.end(), above.count]).toEqual(["", "# b", 1]);
  });
});
