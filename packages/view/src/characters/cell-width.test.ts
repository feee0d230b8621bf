import { expect, test } from "vitest";
import { cellWidth, padCellsEnd, padCellsStart } from "./cell-width.ts";

test("text is padded by the cells it takes: wide characters are two, marks none", () => {
  const names = ["abc", "価格", "🏠", "e\u0301"];
  expect(names.map(cellWidth)).toEqual([3, 4, 2, 1]);
  expect(names.map((name) => padCellsEnd(name, 5))).toEqual(["abc  ", "価格 ", "🏠   ", "e\u0301    "]);
  expect(names.map((name) => padCellsStart(name, 3))).toEqual(["abc", "価格", " 🏠", "  e\u0301"]);
});

test("every character below U+1100 and of the symbols has the width that Unicode's properties say", () => {
  const codes = Array.from({ length: 0x2e80 }, (_, code) => code).filter((code) => code < 0x1100 || code >= 0x2000);
  const wrong = codes.filter((code) => {
    const character = String.fromCodePoint(code);
    // One code becomes others in the normal form.
    if (character.normalize("NFC") !== character) return false;
    const isMark = /[\p{M}\p{Cf}]/u.test(character);
    const isDouble = /\p{Emoji_Presentation}/u.test(character);
    return cellWidth(character) !== (isMark ? 0 : isDouble ? 2 : 1);
  });
  expect(wrong.map((code) => code.toString(16))).toEqual([]);
});
