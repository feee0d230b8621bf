import type { StartedEvent } from "@epochal/stream/events";
import { parseProbe, predictAt } from "@epochal/view";
import { lineRun, tableRun } from "@epochal/view/story";
import { expect, test } from "vitest";
import { viewOf } from "../../../test/view-of.ts";
import { drawFrame } from "../../frame/draw-frame.ts";

const story = lineRun().train(300);
const { state } = story;
const oneInput = story.events[0] as StartedEvent;
const sixInputs = tableRun().events[0] as StartedEvent;

test("a probe is shown in the fit panel, or in the footer if that is not visible", () => {
  const probe = parseProbe("x = 0.9", oneInput);
  const frame = (columns_: number, rows: number, shown = state) =>
    drawFrame(viewOf(shown, { settings: { probe }, size: { columns: columns_, rows } }), columns_, rows, "none");
  const { predicted, within } = predictAt(state, probe, 0)!;
  const answer = `x = 0.9  → ${predicted.toFixed(3)} ±${Number(within!.toPrecision(2))}`;
  expect(frame(120, 40).slice(2, 5).join("")).toContain(answer);
  // The axes reach to it, and it has a mark.
  expect(frame(120, 40).slice(2, 20).join("")).toContain("◆");
  expect(frame(60, 24).at(-1)).toContain(answer);
  const beyond = viewOf(state, { settings: { probe: parseProbe("x = 1.5", oneInput) } });
  const text = drawFrame(beyond, 120, 40, "none").join("\n");
  expect(text).toMatch(/x = 1\.5 {2}→ [\d.]+ {2}/);
  expect(text).toContain(" outside the data");
  expect(text).toMatch(/ 0\.0 +0\.5 +1\.0 +1\.5 │/);
  const six = parseProbe("x1=1 x2=-2 x6=0.25", sixInputs);
  const many = drawFrame(viewOf(tableRun().train(20).state, { settings: { probe: six } }), 80, 24, "none").slice(3, 5);
  expect(many[0]).toMatch(/┤? → \d+\.\d+ ±[\d.]+ /);
  expect(many[1]).toContain(" x1=1 x2=-2 x6=0.25 ");
});
