import {
  commands,
  formatNumber,
  glossary,
  initialState,
  interrupt,
  networkDetails,
  usableKeys,
  type RunState,
} from "@epochal/view";
import { classRun, lineRun, noiseRun, tableRun } from "@epochal/view/story";
import { expect, test } from "vitest";
import { drawFrame } from "../src/frame/draw-frame.ts";
import type { TerminalView } from "../src/frame/terminal-view.ts";
import { viewOf } from "./view-of.ts";

/** The whole frame, without colours. */
function frame(view: TerminalView, columns: number, rows: number): string {
  return `${drawFrame(view, columns, rows, "none").join("\n")}\n`;
}

/** The file of the expected frame; `vitest -u` writes it. */
function kept(name: string, columns: number, rows: number): string {
  return `frames/${name}-${columns}x${rows}.txt`;
}

const learning = lineRun().train(400).command({ type: "set", learningRate: 0.02 }).train(240).state;
const houses = tableRun()
  .train(40)
  .command({ type: "set", learningRate: 0.005 })
  .train(50)
  .command({ type: "set", learningRate: -1 }, "expected learningRate to be a number ≥ 0, got -1")
  .notice(
    "the validation loss has not improved by 1 % on 0.0574 since epoch 22, 68 epochs ago: stop here, or try a lower " +
      "learning rate or other inputs",
    "plateau",
  ).state;
const finished = tableRun().train().state;
const diverged = lineRun({ learningRate: 3, validation: false }).train().state;

test.each([
  [80, 24],
  [120, 40],
  [200, 60],
])("a line fit looks like this at %i x %i", async (columns, rows) => {
  await expect(frame(viewOf(learning), columns, rows)).toMatchFileSnapshot(kept("line", columns, rows));
});

test.each([
  [80, 24],
  [120, 40],
  [200, 60],
])("a network with many inputs shows predicted against actual at %i x %i", async (columns, rows) => {
  await expect(frame(viewOf(houses), columns, rows)).toMatchFileSnapshot(kept("table", columns, rows));
});

test.each([
  [80, 24],
  [120, 40],
  [200, 60],
])("at %i x %i no row of panels ends in a blank line, which the charts would rather have", (columns, rows) => {
  const story = lineRun().train(20);
  for (const learningRate of [0.02, 0.03, 0.04, 0.05]) story.command({ type: "set", learningRate });
  const states = [story.state, houses, finished, diverged, classRun({ inputs: 4 }).train(10).state];
  for (const state of states) {
    const frame = drawFrame(viewOf(state), columns, rows, "none").join("\n");
    // Three lines are kept for events, so that the charts do not change their size with each of them.
    const lines = frame.replace(/^┌─ 7 events ─+┐\n[^└]*└─+┘$/m, "").split("\n");
    const last = lines.filter((_, i) => lines[i + 1]?.startsWith("└"));
    expect(last.length).toBeGreaterThan(1);
    for (const line of last) expect(line).not.toMatch(/^[│ ]*$/);
  }
});

test.each([
  [80, 24],
  [120, 40],
  [200, 60],
])("with ASCII only, shapes distinguish train from validation at %i x %i", async (columns, rows) => {
  await expect(frame(viewOf(houses, { ascii: true }), columns, rows)).toMatchFileSnapshot(kept("ascii", columns, rows));
});

test.each([
  [80, 24],
  [120, 40],
])("classes of two inputs are regions at %i x %i", async (columns, rows) => {
  const { state } = classRun().train(60);
  await expect(frame(viewOf(state), columns, rows)).toMatchFileSnapshot(kept("regions", columns, rows));
});

test.each([
  [80, 24],
  [120, 40],
])("classes of many inputs are a confusion matrix at %i x %i", async (columns, rows) => {
  const { state } = classRun({ inputs: 4 }).train(60);
  await expect(frame(viewOf(state), columns, rows)).toMatchFileSnapshot(kept("confusion", columns, rows));
});

test.each([
  [80, 24],
  [120, 40],
  [200, 60],
])("five runs, one of which diverged, are compared at %i x %i", async (columns, rows) => {
  const states = [
    learning,
    lineRun({ seed: 43 }).train().state,
    lineRun({ learningRate: 0.03 }).train(500).command({ type: "pause" }).state,
    lineRun({ learningRate: 0.001 }).train().state,
    lineRun({ learningRate: 3 }).train().state,
  ];
  const runs = states.map((state) => ({ state, status: undefined, isPinned: true }));
  const view = viewOf(learning, { runs, runCount: runs.length, run: 0 });
  await expect(frame(view, columns, rows)).toMatchFileSnapshot(kept("compare", columns, rows));
  const all = viewOf(learning, { runs, runCount: runs.length, run: 0, settings: { full: "runs" } });
  await expect(frame(all, columns, rows)).toMatchFileSnapshot(kept("runs", columns, rows));
});

test.each([
  ["colour", "256"],
  ["no-colour", "mono"],
] as const)("the styles of a frame look like this: %s", async (name, depth) => {
  const lines = drawFrame(viewOf(learning), 80, 24, depth).join("\n");
  const readable = lines.replaceAll("\u001b", "^");
  await expect(`${readable}\n`).toMatchFileSnapshot(kept(name, 80, 24));
});

test.each([
  [60, 20],
  [80, 24],
  [120, 40],
])("the enlarged network is a table of its units, with one in detail, at %i x %i", async (columns, rows) => {
  const settings = { full: "network", unit: 2 } as const;
  await expect(frame(viewOf(learning, { settings }), columns, rows)).toMatchFileSnapshot(kept("units", columns, rows));
});

test.each([60, 76, 78, 80, 81, 120])("no gradient of a chosen unit is cut off at %i columns", (columns) => {
  const settings = { full: "network", unit: 2 } as const;
  const { gradient } = networkDetails(learning, { probe: undefined })!.units[2]!;
  const shown = frame(viewOf(learning, { settings }), columns, 24).matchAll(/ grad +(\S+)/g);
  const numbers = [gradient!.bias, ...gradient!.weights].map((slope) => formatNumber(slope, 8).trim());
  expect(Array.from(shown, ([, text]) => text).slice(-numbers.length)).toEqual(numbers);
});

test("a finished run says so and shows the network that was kept", async () => {
  expect(finished.finished?.reason).toBe("completed");
  await expect(frame(viewOf(finished), 120, 40)).toMatchFileSnapshot(kept("finished", 120, 40));
});

test("a diverged run says so", async () => {
  expect(diverged.finished?.reason).toBe("diverged");
  await expect(frame(viewOf(diverged), 80, 24)).toMatchFileSnapshot(kept("diverged", 80, 24));
});

test("a paused remote run without permission offers only keys that change the picture", async () => {
  const state = lineRun().train(50).command({ type: "pause" }).state;
  const view = viewOf(state, { canControl: false, label: "ws://localhost:8080", status: "live" });
  await expect(frame(view, 80, 24)).toMatchFileSnapshot(kept("viewer", 80, 24));
});

test("the footer says that a viewer is read-only, and the help how to change that", () => {
  const view = viewOf(lineRun().train(400).state, { canControl: false, controlHint: "ask for the token" });
  expect(drawFrame(view, 80, 24, "none").at(-1)).toMatch(/^ read-only │ ← → look back /);
  const helped = viewOf(view.state, { canControl: false, controlHint: "ask for the token", settings: { helpPage: 0 } });
  expect(frame(helped, 80, 24)).toContain("  this viewer is read-only: ask for the token ");
});

/** The header, the line of progress and the footer. */
function edges(view: TerminalView, columns = 80, rows = 24): string[] {
  const lines = drawFrame(view, columns, rows, "none");
  return [lines[0]!, lines[1]!, lines.at(-1)!];
}

test("a run whose connection is lost does not look alive: no status, pace or remaining time until it is live again", () => {
  const watched = { canControl: false, label: "ws://localhost:8080", sinceLastEventMs: 90_000 };
  expect(edges(viewOf(learning, { ...watched, status: "lost" }))).toEqual([
    " notebook  y from x, 100 rows  1-10-1 relu lr 0.02  ◌ LOST  ws://localhost:8080",
    " ep  640/1000 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━────────────────────  64%  00:03",
    " connection lost, trying again … │ ← → look back  * best  ? help  q quit",
  ]);
  // What cannot reach the run is not offered, though the viewer may steer.
  expect(edges(viewOf(learning, { ...watched, canControl: true, outlivesViewer: true, status: "lost" }))[2]).toBe(
    " connection lost, trying again … │ ← → look back  * best  ? help  q quit",
  );
  expect(edges(viewOf(learning, { ...watched, status: "connecting" }))[0]).toMatch(/◌ LOST .* {2}connecting$/);
  expect(edges(viewOf(learning, { ...watched, status: "stale" }))[0]).toMatch(/◌ STALE {2}ws/);
  expect(edges(viewOf(learning, { ...watched, status: "live", sinceLastEventMs: 0 }))).toEqual([
    " notebook  y from x  1-10-1 relu lr 0.02       ● RUN  ws://localhost:8080  live",
    " ep  640/1000 ━━━━━━━━━━━━━━━━━━━━━────────────  64%  00:03  eta 00:02    200/s",
    " 00:02 lr 0.01 → 0.02 at epoch 400 │ ← → look back  * best  ? help  q quit",
  ]);
});

test("a long name or address is shortened; the status stays", () => {
  const name = "measurements of the second quarter, cleaned, without outliers, final version 3.csv";
  const named = { ...learning, started: { ...learning.started!, name } };
  const label = "ws://training.machines.example.org:8080/very/long/path";
  const headers = [
    edges(viewOf(named, { label: "this machine" }))[0],
    edges(viewOf(named, { label, status: "lost" }))[0],
    edges(viewOf(learning, { label, status: "lost" }), 60)[0],
  ];
  expect(headers).toEqual([
    " measurements of the sec…  y from x  1-10-1 relu lr 0.02    ● RUN  this machine",
    " measurements of the sec…  y from x  ◌ LOST  ws://training.machines.example.or…",
    " notebook  y from x  ◌ LOST  ws://training.machines.exampl…",
  ]);
});

test("an interrupted run says where and why it ended", () => {
  const view = viewOf(interrupt(learning), { canControl: false, label: "ws://localhost:8080", status: "interrupted" });
  expect(edges(view)).toEqual([
    " notebook  y from x  1-10-1 relu lr 0.02     ■ INTERRUPTED  ws://localhost:8080",
    " ep  640/1000 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━────────────────────  64%  00:03",
    " 00:03 interrupted at epoch 640: the run's process ended befo… │ ? help  q quit",
  ]);
  expect(frame(view, 120, 40)).toContain("00:03            interrupted at epoch 640");
});

test("a learning rate that is too high is an alert until it is changed", () => {
  const story = lineRun({ learningRate: 3, validation: false }).train(10).diagnose();
  const [, , below] = edges(viewOf(story.state));
  expect(below).toBe(" the learning rate is too high: halve it ([) │ space pause  ? help  q quit");
  const [, , after] = edges(viewOf(story.command({ type: "set", learningRate: 1.5 }).state));
  expect(after).toBe(" 00:00 lr 3 → 1.5 at epoch 10 │ space pause  s step  [ ] lr  ? help  q quit");
});

test("with a stopping rule the epochs are a maximum, and the epochs until patience ends are shown", () => {
  const story = noiseRun();
  const progress = (columns: number) => edges(viewOf(story.state), columns)[1];
  story.train(40);
  expect(progress(80)).toBe(" ep   40 of ≤4445 ────────────────────────────   0%  00:00  eta ≤00:22    200/s");
  expect(progress(120)).toMatch(/^ epoch {3}40 of at most 4445 .* eta ≤00:22 /);
  story.train(40);
  expect(progress(80)).toBe(" ep   80 of ≤4445 ─────────   1%  00:00  stops unless better within 21    200/s");
  expect(progress(60)).toBe(" ep   80 of ≤4445 ───────   1%  00:00  stops in 21    200/s");
  story.train();
  expect(progress(80)).toMatch(/^ ep {2}101 ended ━+ 00:01 {4}200\/s$/);
});

test("the axis that the viewer chose overrides that of the values", () => {
  const title = (view: TerminalView) => drawFrame(view, 80, 24, "none")[2];
  expect(title(viewOf(learning))).toContain("loss (mse), log y");
  expect(title(viewOf(learning, { settings: { lossScale: "linear" } }))).toContain("loss (mse) ─");
});

test.each([
  [80, 24],
  [160, 40],
  [60, 20],
  [40, 10],
])("the help covers the panels, with as much as fits at %i x %i", async (columns, rows) => {
  const view = viewOf(learning, { settings: { helpPage: 0 }, size: { columns, rows } });
  await expect(frame(view, columns, rows)).toMatchFileSnapshot(kept("help", columns, rows));
});

/** All pages of the help, one after another. */
function wholeHelp(state: RunState, columns = 80, rows = 24): string {
  const page = (helpPage: number) =>
    frame(viewOf(state, { settings: { helpPage }, size: { columns, rows } }), columns, rows);
  const count = Number(/page 1 of (\d+)/.exec(page(0))?.[1] ?? 1);
  return Array.from({ length: count }, (_, i) => page(i)).join("");
}

test("the help lists only keys that do something now", () => {
  const help = wholeHelp(finished);
  expect(help).not.toMatch(/pause and resume|halve and double/);
  expect(help).toContain("quit: the run is over");
});

test.each([
  [80, 24],
  [60, 20],
  [44, 11],
])("at %i x %i all keys, signs and commands can be read, page by page", (columns, rows) => {
  const help = wholeHelp(learning, columns, rows);
  for (const { name } of usableKeys(viewOf(learning))) expect(help).toContain(` ${name} `);
  for (const { term } of glossary) expect(help).toContain(term);
  for (const { name } of commands) expect(help).toContain(` ${name} `);
});

test("a narrow window keeps the losses and the metrics", async () => {
  await expect(frame(viewOf(learning), 60, 24)).toMatchFileSnapshot(kept("narrow", 60, 24));
});

test("a low window keeps the losses and the metrics", async () => {
  await expect(frame(viewOf(learning), 90, 14)).toMatchFileSnapshot(kept("low", 90, 14));
});

test("at 40 x 10 one line, the loss and the key to quit remain", async () => {
  await expect(frame(viewOf(learning), 40, 10)).toMatchFileSnapshot(kept("tiny", 40, 10));
});

test("texts in a very small window are not cut off", () => {
  const { state } = tableRun().train(20);
  expect(drawFrame(viewOf(learning), 20, 5, "none")).toEqual([
    "● RUN 640/1000",
    "loss 0.07674",
    "val 0.06828 y from x",
    "▇▄▂▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁",
  ]);
  expect(drawFrame(viewOf(state), 30, 3, "none")[0]).toBe("● RUN 20/200 loss 0.04265");
  expect(drawFrame(viewOf(learning), 12, 2, "none")).toEqual(["● RUN 640"]);
  expect(drawFrame(viewOf(initialState()), 20, 3, "none")[0]).toBe("waiting");
});

test("before the first event there is a frame", async () => {
  await expect(frame(viewOf(initialState()), 80, 24)).toMatchFileSnapshot(kept("first", 80, 24));
});

test("the exit prompt is the last line of any window", () => {
  const asked = (columns: number, rows: number, changes: object = {}) =>
    drawFrame(
      viewOf(learning, { settings: { isExitPromptOpen: true, helpPage: 0 }, ...changes }),
      columns,
      rows,
      "none",
    ).at(-1);
  expect(asked(80, 24)).toBe(" Stop the training?  Enter print the result  d discard it  Esc continue");
  expect(asked(40, 10)).toBe(" Stop?  Enter print  d discard  Esc stay");
  expect(asked(40, 4)).toBe(asked(40, 10));
  expect(asked(80, 24, { otherRunsEnding: 2 })).toMatch(/^ Stop all 3 trainings\? {2}Enter print the result/);
  expect(asked(80, 24, { outlivesViewer: true })).toBe(
    " End the run?  Enter keep the model  d discard it  Esc continue",
  );
});

test("the prompt says what is to be typed behind a command", () => {
  const prompt = (text: string) => drawFrame(viewOf(learning, { settings: { prompt: text } }), 80, 24, "none").at(-1);
  expect(prompt("probe ")).toBe(" :probe   <input> = <value> …  Enter runs it  Esc closes it");
  expect(prompt("goto ")).toBe(" :goto   <epoch>|best|now  Enter runs it  Esc closes it");
  expect(prompt("probe 1")).toBe(" :probe 1   Enter runs it  Esc closes it");
});

test("the prompt is visible in a window without a footer", () => {
  const typing = viewOf(learning, { settings: { prompt: "probe 1.5" } });
  expect(drawFrame(typing, 60, 5, "none").at(-1)).toBe(" :probe 1.5   Enter runs it  Esc closes it");
  const suggested = viewOf(learning, { settings: { prompt: "export ", suggestion: "report.html" } });
  expect(drawFrame(suggested, 60, 5, "none").at(-1)).toBe(" :export report.html  Enter runs it  Esc closes it");
  expect(drawFrame(typing, 30, 5, "none").at(-1)).toBe(" :probe 1.5 ");
  expect(drawFrame(typing, 8, 5, "none").at(-1)).toBe(" :e 1.5 ");
});

test("colours change nothing in a frame except colours, and the bars of residuals, which are faint with either", () => {
  const view = viewOf(houses, { settings: { hidden: ["residuals"] } });
  const plain = drawFrame(view, 120, 40, "none");
  for (const depth of ["16", "256"] as const) {
    const coloured = drawFrame(view, 120, 40, depth);
    expect(coloured.join("\n")).toContain("\x1b[0;");
    // oxlint-disable-next-line no-control-regex -- that is what is looked for
    expect(coloured.map((text) => text.replaceAll(/\x1b\[[0-9;]*m/g, ""))).toEqual(plain);
  }
  expect(frame(viewOf(houses), 120, 40)).toMatch(/0 │░{9,} +\d+ │/);
});

test("without colours no escape sequence is drawn", () => {
  expect(drawFrame(viewOf(houses), 200, 60, "none").join("\n")).not.toContain("\x1b");
});

test("for a projector there are three panels, thick curves and no faint text", async () => {
  const view = viewOf(learning, { isProjected: true });
  await expect(frame(view, 80, 24)).toMatchFileSnapshot(kept("projector", 80, 24));
  await expect(frame(view, 120, 40)).toMatchFileSnapshot(kept("projector", 120, 40));
  expect(drawFrame(view, 80, 24, "true").join("\n")).not.toContain("\u001b[0;2m");
});
