import { expect, test } from "vitest";
import { bestJavaScript, checkClaim, claims, type Claim } from "./claims.ts";
import type { Competitor } from "./competitor.ts";
import type { Measured } from "./measure.ts";

function measured(id: string, rate: number, rest: Partial<Competitor> & { wall?: number } = {}): Measured {
  const { wall = rate, ...more } = rest;
  return {
    competitor: { id, name: id.toUpperCase(), family: "Python", threads: 1, command: ["x"], ...more },
    version: "1",
    perProcessorSecond: rate,
    perWallSecond: wall,
    rate,
    spread: 0,
    share: 1,
    firstLoss: 1,
    checkLoss: 1,
    lastLoss: 0,
  };
}

const claim: Claim = { workload: "W1", ours: "float64", than: "numpy", atLeast: 2 };

test("a claim holds if the ratio reaches its limit", () => {
  const numpy = measured("numpy", 10);
  expect(checkClaim(claim, [measured("float64", 20), numpy])).toMatchObject({ ratio: 2, holds: true });
  expect(checkClaim(claim, [measured("float64", 19.9), numpy]).holds).toBe(false);
});

test("the fastest JavaScript library is found, without those that failed", () => {
  const javaScript = (id: string, rate: number) => measured(id, rate, { family: "JavaScript" });
  const failed = { competitor: javaScript("c", 0).competitor, failure: "its loss did not fall" };
  const results = [measured("float64", 20), javaScript("a", 5), javaScript("b", 8), measured("numpy", 100), failed];
  const checked = checkClaim({ ...claim, than: bestJavaScript }, results);
  expect(checked).toMatchObject({ names: ["FLOAT64", "B"], ratio: 2.5, holds: true });
});

test("variants with threads are compared by wall time, on both sides", () => {
  const results = [measured("two", 18, { threads: 2, wall: 18 }), measured("one", 12, { wall: 10 })];
  const checked = checkClaim({ workload: "W4", ours: "two", than: "one", atLeast: 1.7 }, results);
  expect(checked.ratio).toBe(1.8);
});

test("a claim that was not measured does not hold", () => {
  expect(checkClaim(claim, [measured("float64", 20)])).toMatchObject({ ratio: undefined, holds: false });
});

test("on processors with wider vectors, claims about large networks compare with libraries limited to AVX2", () => {
  const than = (wide: boolean) =>
    claims(wide)
      .filter(({ workload, ours }) => workload === "W3" && !ours.endsWith("-wide"))
      .map((c) => c.than);
  expect(than(false)).toEqual(["torch", bestJavaScript, "torch-2"]);
  expect(than(true)).toEqual(["torch-avx2", bestJavaScript, "torch-2-avx2"]);
});
