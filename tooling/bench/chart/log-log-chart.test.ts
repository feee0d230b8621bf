import { expect, test } from "vitest";
import { renderChart, spreadLabels } from "./log-log-chart.ts";

test("equal factors are equal distances, and every curve is drawn and labelled", () => {
  const chart = renderChart(
    [
      {
        id: "a",
        name: "ours & theirs",
        points: [
          { x: 1, y: 10 },
          { x: 10, y: 100 },
          { x: 100, y: 1000 },
        ],
      },
      { id: "b", name: "nothing", points: [] },
    ],
    { title: "Growth", xLabel: "width", yLabel: "samples/s" },
  );
  const [, points] = /<polyline points="([^"]+)"/.exec(chart) ?? [];
  expect(points).toBe("70,390 305,215 540,40");
  expect(chart).toContain(">ours &amp; theirs<");
  expect(chart).not.toContain("nothing");
});

test("a chart without points is rejected", () => {
  expect(() => renderChart([], { title: "", xLabel: "", yLabel: "" })).toThrow(
    "renderChart: expected at least one curve with a point, got none",
  );
});

test("labels that would overlap move apart, the others stay", () => {
  expect(spreadLabels([100, 50, 104], 10)).toEqual([97, 50, 107]);
  expect(spreadLabels([0, 0, 0], 10).map((place) => Math.round(place))).toEqual([-10, 0, 10]);
});
