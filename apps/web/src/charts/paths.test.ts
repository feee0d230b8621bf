import { createSeries, exactAxis, logAxis, type Axis } from "@epochal/view";
import { expect, test } from "vitest";
import type { Places } from "./places.ts";
import { seriesPath } from "./paths.ts";

/** A chart of 100 × 100 pixels; 0 is at the bottom. */
function places(xAxis: Axis, yAxis: Axis): Places {
  return {
    left: 0,
    top: 0,
    width: 100,
    height: 100,
    xAxis,
    x: (value) => 100 * xAxis.position(value),
    y: (value) => 100 - 100 * yAxis.position(value),
  };
}

function seriesOf(values: readonly number[]) {
  const series = createSeries();
  values.forEach((value, epoch) => series.push(epoch, value));
  return series;
}

const upTo = (max: number) => exactAxis({ min: 0, max });

test("each value is a point if there is room", () => {
  expect(seriesPath(seriesOf([0, 10, 5]), places(upTo(2), upTo(10)))).toBe("M0 100L50 0L100 50");
});

test("values of the same column of the screen become its smallest, its largest and its last", () => {
  const values = Array.from({ length: 1000 }, (_, i) => (i === 502 ? 10 : i % 2));
  const path = seriesPath(seriesOf(values), places(upTo(999), upTo(10)));
  // A column each half a pixel.
  expect(path.split(/[ML]/)).toHaveLength(1 + 201);
  expect(path).toContain("L50.5 0V100L51 ");
  expect(path.endsWith("L100 100V90")).toBe(true);
});

test("a spike is shown if its bucket continues and ends lower", () => {
  const series = createSeries(2);
  [1, 9, 4, 5].forEach((value, epoch) => series.push(epoch, value));
  expect(series.width).toBe(2);
  expect(seriesPath(series, places(upTo(3), upTo(10)))).toBe("M16.5 90V10L83.5 60V50");
  const one = createSeries(2);
  [1, 9, 4, 5, 6, 6, 6].forEach((value, epoch) => one.push(epoch, value));
  expect(seriesPath(one, places(upTo(7), upTo(10)))).toBe("M21.5 90V10V50L78.5 40");
});

test("a curve has a gap at values without a place", () => {
  expect(seriesPath(seriesOf([1, Number.NaN, 10]), places(upTo(2), upTo(10)))).toBe("M0 90M100 0");
  expect(seriesPath(seriesOf([1, 0, 10]), places(upTo(2), logAxis({ min: 1, max: 10 })))).toBe("M0 100M100 0");
});

test("epochs beyond the axis are left out, except the next at either end", () => {
  const values = Array.from({ length: 100 }, () => 5);
  const path = seriesPath(seriesOf(values), places(exactAxis({ min: 40, max: 50 }), upTo(10)));
  expect(path.startsWith("M-10 50L0 50")).toBe(true);
  expect(path.endsWith("L100 50L110 50")).toBe(true);
});
