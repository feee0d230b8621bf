import { expect, test } from "vitest";
import { lineRun, tableRun } from "../../test/story.ts";
import { describePrediction } from "../text/status-sentence.ts";
import { outsideData } from "./outside-data.ts";
import { predictAt } from "./predict-at.ts";

const line = lineRun({ validation: false }).train(50).state;
const probe = (x: number) => ({ text: `x = ${x}`, inputs: [x] });

test("a number beyond the rows is said to be so, with their range, and has no interval", () => {
  expect(predictAt(line, probe(0.5), 0)).toMatchObject({ outside: undefined, within: expect.any(Number) });
  expect(predictAt(line, probe(1.5), 0)).toMatchObject({
    outside: "outside the data: x is 0.00552 to 0.987 there",
    within: undefined,
  });
  expect(describePrediction(line, probe(1.5), 0)).toMatch(
    /^At x = 1\.5 the network predicts [\d.]+; that is outside the data: x is 0\.00552 to 0\.987 there\.$/,
  );
});

test("several numbers inside their ranges may still be far from every row", () => {
  const { started } = tableRun().state;
  const { x } = started!.data.sample.train;
  expect(outsideData(started!, x[3]!)).toBeUndefined();
  const high = x[0]!.map((_, j) => Math.max(...x.map((row) => row[j]!)) * 0.99);
  expect(outsideData(started!, high)).toBe("outside the data: no row is near");
});
