import { expect, test } from "vitest";
import { drawFrame } from "../src/frame.ts";
import { initialState } from "../src/state.ts";
import type { View } from "../src/view.ts";
import { line, table, viewOf } from "./story.ts";

/** The whole frame, without colours. */
function frame(view: View, columns: number, rows: number): string {
  return `${drawFrame(view, columns, rows, "none").join("\n")}\n`;
}

/** Where the frame is kept to compare with; `vitest -u` writes it. */
function kept(name: string, columns: number, rows: number): string {
  return `frames/${name}-${columns}x${rows}.txt`;
}

const learning = line().train(400).command({ type: "set", learningRate: 0.02 }).train(240).state;
const houses = table()
  .train(40)
  .command({ type: "set", learningRate: 0.005 })
  .train(50)
  .command({ type: "set", learningRate: -1 }, "expected learningRate to be a number ≥ 0, got -1")
  .notice("validation has not improved for 50 epochs").state;
const finished = table().train().state;
const diverged = line({ learningRate: 3, validation: false }).train().state;

test.each([
  [80, 24],
  [120, 40],
  [200, 60],
])("a line that is being learned looks like this at %i x %i", async (columns, rows) => {
  await expect(frame(viewOf(learning), columns, rows)).toMatchFileSnapshot(kept("line", columns, rows));
});

test.each([
  [80, 24],
  [120, 40],
  [200, 60],
])("a network with many inputs is judged by predicted against actual at %i x %i", async (columns, rows) => {
  await expect(frame(viewOf(houses), columns, rows)).toMatchFileSnapshot(kept("table", columns, rows));
});

test.each([
  [80, 24],
  [120, 40],
  [200, 60],
])("with ASCII only, shapes still tell train from validation at %i x %i", async (columns, rows) => {
  await expect(frame(viewOf(houses, { ascii: true }), columns, rows)).toMatchFileSnapshot(kept("ascii", columns, rows));
});

test("a finished run says so and shows the network that was kept", async () => {
  expect(finished.finished?.reason).toBe("completed");
  await expect(frame(viewOf(finished), 120, 40)).toMatchFileSnapshot(kept("finished", 120, 40));
});

test("a diverged run says so", async () => {
  expect(diverged.finished?.reason).toBe("diverged");
  await expect(frame(viewOf(diverged), 80, 24)).toMatchFileSnapshot(kept("diverged", 80, 24));
});

test("a paused run on another machine, watched without the right to steer, offers only help and quit", async () => {
  const state = line().train(50).command({ type: "pause" }).state;
  const view = viewOf(state, { canSteer: false, label: "ws://localhost:8080", status: "reconnecting" });
  await expect(frame(view, 80, 24)).toMatchFileSnapshot(kept("viewer", 80, 24));
});

test("the help lies over the panels", async () => {
  await expect(frame(viewOf(learning, { isHelpShown: true }), 80, 24)).toMatchFileSnapshot(kept("help", 80, 24));
});

test("a narrow window keeps the losses and the metrics", async () => {
  await expect(frame(viewOf(learning), 60, 24)).toMatchFileSnapshot(kept("narrow", 60, 24));
});

test("a low window keeps the losses and the metrics", async () => {
  await expect(frame(viewOf(learning), 90, 14)).toMatchFileSnapshot(kept("low", 90, 14));
});

test("at 40 x 10 one line and a sparkline remain", async () => {
  await expect(frame(viewOf(learning), 40, 10)).toMatchFileSnapshot(kept("tiny", 40, 10));
});

test("before the first event there is a picture too", async () => {
  await expect(frame(viewOf(initialState()), 80, 24)).toMatchFileSnapshot(kept("first", 80, 24));
});

test("colours add nothing to a frame but colours", () => {
  const plain = drawFrame(viewOf(houses), 120, 40, "none");
  for (const depth of ["16", "256"] as const) {
    const coloured = drawFrame(viewOf(houses), 120, 40, depth);
    expect(coloured.join("\n")).toContain("\x1b[0;");
    // oxlint-disable-next-line no-control-regex -- that is what is looked for
    expect(coloured.map((text) => text.replaceAll(/\x1b\[[0-9;]*m/g, ""))).toEqual(plain);
  }
});

test("without colours no escape sequence is drawn", () => {
  expect(drawFrame(viewOf(houses), 200, 60, "none").join("\n")).not.toContain("\x1b");
});
