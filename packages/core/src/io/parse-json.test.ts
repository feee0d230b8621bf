import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson } from "./parse-json.ts";

/** Depth and number of values, counted on the parsed value. */
function measure(value: unknown): { depth: number; values: number } {
  if (typeof value !== "object" || value === null) return { depth: 0, values: 1 };
  const inner = Object.values(value).map(measure);
  return {
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
    values: 1 + inner.reduce((sum, { values }) => sum + values, 0),
  };
}

const json = fc.json({ stringUnit: fc.constantFrom("a", '"', "\\", "[", "{", "]", "}", ",", "ü", "\n", "\u2028") });

test("text within the limits is parsed as JSON.parse parses it", () => {
  fc.assert(
    fc.property(json, (text) => {
      const expected: unknown = JSON.parse(text);
      const { depth, values } = measure(expected);
      // An empty list or object may count one value too many.
      const empty = text.length;
      const limits = { maxLength: text.length, maxDepth: depth, maxValues: values + empty };
      expect(parseJson(text, "test", limits)).toEqual(expected);
      // An outer list makes each value exceed what the inner one reaches.
      const outer = `[${text},1]`;
      expect(() => parseJson(outer, "test", { maxDepth: depth })).toThrow(/^test: .* levels deep/);
      expect(() => parseJson(outer, "test", { maxValues: values })).toThrow(/^test: .* values, got/);
    }),
    { numRuns: 1000, seed: 1 },
  );
});

/** The error of a text, if it has one. */
function errorOf(text: string): unknown {
  try {
    parseJson(text, "test", { maxDepth: 4, maxValues: 6 });
    return undefined;
  } catch (error) {
    return error;
  }
}

test("any text is a value, or a TypeError or RangeError of one line", () => {
  const part = fc.constantFrom(...Array.from('[]{}"\\,:1 \n\u001b\u202e'), "null", '"a":');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const error = errorOf(parts.join(""));
      fc.pre(error !== undefined);
      expect([TypeError, RangeError]).toContain((error as Error).constructor);
      expect((error as Error).message).toMatch(/^test: [^\p{C}]+$/u);
    }),
    { numRuns: 700, seed: 1 },
  );
});

describe("limits", () => {
  test.each([
    ["depth", "[".repeat(65), {}, "test: expected JSON at most 64 levels deep, got more at position 64"],
    [
      "depth of objects",
      '{"a":'.repeat(3),
      { maxDepth: 2 },
      "test: expected JSON at most 2 levels deep, got more at position 10",
    ],
    ["length", '"abc"', { maxLength: 4 }, "test: expected JSON of at most 4 characters, got 5"],
    [
      "lists",
      "[[],{}]",
      { maxContainers: 2 },
      "test: expected JSON of at most 2 lists and objects, got more at position 4",
    ],
    [
      "strings",
      '{"a":"b","c":1}',
      { maxStrings: 2 },
      "test: expected JSON of at most 2 strings, got more at position 9",
    ],
    ["values", "[1,2,3]", { maxValues: 3 }, "test: expected JSON of at most 3 values, got more at position 4"],
  ])("%s", (_, text, limits, message) => {
    expect(() => parseJson(text, "test", limits)).toThrow(new RangeError(message));
  });

  test("brackets and commas inside strings do not count", () => {
    const text = JSON.stringify(['\\"[[[[,,,,', "\\", "{{{{"]);
    expect(parseJson(text, "test", { maxDepth: 1, maxValues: 4 })).toEqual(JSON.parse(text));
  });

  test.each([
    ["brackets", "["],
    ["empty lists", "[],"],
    ["quotes", '"'],
    ["escaped quotes", '\\"'],
    ["backslashes", "\\"],
    ["objects", '{"a":'],
  ])("4 MB of %s take less than a second of processor time", (_, part) => {
    for (const start of ["", '"', "["]) {
      const before = process.cpuUsage();
      const text = start + part.repeat(4e6 / part.length);
      expect(() => parseJson(text, "test", { maxValues: 1e5 })).toThrow(/^test: (expected|invalid) JSON/);
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1000).toBeLessThan(1000);
    }
  });

  test("a string of many MB is skipped as a whole", () => {
    const text = JSON.stringify("A".repeat(2e7));
    expect(parseJson(text, "test", { maxDepth: 0 })).toHaveLength(2e7);
  });
});

test("keys such as __proto__ are plain properties", () => {
  const value = parseJson('{"__proto__": {"a": 1}, "constructor": 2}', "test") as object;
  expect(Object.keys(value)).toEqual(["__proto__", "constructor"]);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
});
