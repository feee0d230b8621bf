import fc from "fast-check";
import { expect, test } from "vitest";
import { createTextColumn, joinTexts, takeTexts } from "./text-column-builder.ts";
import { areEqualTexts, isEmptyAt, numberAt, textAt, type TextColumn } from "./text-column.ts";

function columnOf(texts: readonly string[]): TextColumn {
  const column = createTextColumn();
  for (const text of texts) column.push(text);
  return column.finish();
}

const textsOf = (column: TextColumn) => Array.from({ length: column.length }, (_, i) => textAt(column, i));
const anyTexts = fc.array(fc.string({ unit: "binary" }), { maxLength: 30 });

test("texts come back, whatever their characters, alone, in another order and after others", () => {
  fc.assert(
    fc.property(anyTexts, anyTexts, (texts, others) => {
      const [column, second] = [columnOf(texts), columnOf(others)];
      expect(textsOf(column)).toEqual(texts);
      expect(textsOf(joinTexts(column, second))).toEqual([...texts, ...others]);
      const reversed = Array.from(texts.keys()).toReversed();
      expect(textsOf(takeTexts(column, reversed))).toEqual(texts.toReversed());
    }),
    { seed: 1 },
  );
  const long = "abcΩ".repeat(5000);
  expect(textsOf(columnOf([long, "", "x"]))).toEqual([long, "", "x"]);
});

test("texts and numbers come back from many blocks of bytes and of longer units", () => {
  const texts = Array.from({ length: 10_000 }, (_, i) => (i % 5000 === 4999 ? `Ω${i}` : String(i / 8)));
  const column = columnOf(texts);
  expect(column.blocks.length).toBe(3);
  expect(textsOf(column)).toEqual(texts);
  expect(textsOf(joinTexts(column, columnOf(["x", "y"])))).toEqual([...texts, "x", "y"]);
  expect([4095, 4096, 4999].map((i) => numberAt(column, i))).toEqual([4095 / 8, 512, NaN]);
  const long = columnOf(Array.from({ length: 4097 }, (_, i) => String(i).padStart(20)));
  expect([0, 4095, 4096].map((i) => textAt(long, i).trim())).toEqual(["0", "4095", "4096"]);
  expect(areEqualTexts(column, 4096, columnOf(["512"]), 0)).toBe(true);
});

test("short decimal numbers are integers, if at most a sixteenth of a block are other texts", () => {
  const texts = Array.from({ length: 4096 }, (_, i) => (i % 16 === 0 ? `${i}e-7` : i % 7 === 0 ? "" : `-${i}.50`));
  const column = columnOf(texts);
  expect(column.blocks.map(({ decimals, ends }) => [decimals?.BYTES_PER_ELEMENT, ends.length])).toEqual([[4, 256]]);
  expect(textsOf(column)).toEqual(texts);
  expect([16, 17, 7].map((i) => numberAt(column, i))).toEqual([16e-7, -17.5, NaN]);
  expect([16, 17, 7].map((i) => isEmptyAt(column, i))).toEqual([false, false, true]);
  const more = columnOf(texts.with(4095, "x"));
  expect(more.blocks.map(({ decimals, ends }) => [decimals, ends.length])).toEqual([[undefined, 4096]]);
  expect(textsOf(more)).toEqual(texts.with(4095, "x"));
  expect([16, 17, 7].map((i) => areEqualTexts(column, i, more, i))).toEqual([true, true, true]);
  expect(columnOf(["1", "-0.25", ""]).blocks[0].decimals).toBeInstanceOf(Int16Array);
});

test("a text is an integer only if it comes back", () => {
  const decimals = ["0", "-7", "12345678", "-0.5", "0.00", "1.50", "123456.78"];
  const others = [
    "-0",
    "-0.0",
    "+1",
    "01",
    "00.5",
    ".5",
    "5.",
    "-",
    ".",
    "1e3",
    "1.2.3",
    "123456789",
    "1 ",
    "1.2345678e",
  ];
  const isInteger = (text: string) => columnOf([text]).blocks[0].ends.length === 0;
  expect(decimals.filter(isInteger)).toEqual(decimals);
  expect(others.filter(isInteger)).toEqual([]);
  expect(decimals.map((text) => textAt(columnOf([text]), 0))).toEqual(decimals);
});

test("parts of a text are texts, and missing ones are empty", () => {
  const column = createTextColumn();
  column.pushUnits(
    Uint8Array.from("a,bc,d", (unit) => unit.charCodeAt(0)),
    2,
    4,
  );
  column.pad(3);
  column.push("e");
  expect(textsOf(column.finish())).toEqual(["bc", "", "", "e"]);
});

test.each([0, 300])("texts are equal if all their characters are, also in a block with %i more texts", (count) => {
  const more = Array<string>(count).fill("y");
  const [a, b] = [columnOf(["x", "", "Ω1", "1", ...more]), columnOf(["", "x", "1", "Ω1"])];
  const equal = [0, 1, 2, 3].flatMap((i) => [0, 1, 2, 3].flatMap((k) => (areEqualTexts(a, i, b, k) ? [[i, k]] : [])));
  expect(equal).toEqual([
    [0, 1],
    [1, 0],
    [2, 3],
    [3, 2],
  ]);
});

test("a number is that of JavaScript to the bit; other texts are none", () => {
  const part = fc.constantFrom(..."0123456789.-+eE x_∞".split(""), "0x1f", "Infinity", "NaN", "1e308", "00");
  const digits = fc.tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.integer({ min: -30, max: 30 }));
  const number = fc.oneof(
    fc.double().map(String),
    fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((value) => value.toFixed(4)),
    digits.map(([whole, power]) => `${whole}e${power}`),
    fc.array(part, { maxLength: 8 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(fc.array(number, { maxLength: 20 }), (texts) => {
      const column = columnOf(texts);
      texts.forEach((text, i) => {
        const value = Number(text);
        const expected = Number.isFinite(value) && (value !== 0 || text.trim() !== "") ? value : NaN;
        expect(numberAt(column, i)).toBe(expected);
      });
    }),
    { seed: 1, numRuns: 300 },
  );
});
