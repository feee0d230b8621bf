import fc from "fast-check";
import { cellWidth, initialState, interrupt, numberedPanels, type ViewSettings } from "@epochal/view";
import { lineRun, noiseRun, tableRun } from "@epochal/view/story";
import { expect, test } from "vitest";
import { drawFrame } from "../src/frame/draw-frame.ts";
import { layout } from "../src/frame/layout.ts";
import { viewOf } from "./view-of.ts";

const states = [
  lineRun().train(30).state,
  lineRun({ learningRate: 3 }).train().state,
  tableRun().train(20).command({ type: "pause" }).state,
  tableRun().train(3).command({ type: "step" }, "the run has a very long reason not to do any such thing at all").state,
  (() => {
    const state = lineRun().train(1).state;
    return { ...state, started: state.started && { ...state.started, name: "価格 🏠 e\u0301\n\x1b[2J房屋.csv" } };
  })(),
  interrupt(lineRun().train(12).state),
  noiseRun().train(80).state,
  initialState(),
];

/** How a connection may fare. */
const statuses = fc.constantFrom(undefined, "connecting", "replaying", "live", "lost", "ended", "interrupted");

/** Settings that a viewer may have chosen. */
const looks: fc.Arbitrary<Partial<ViewSettings>> = fc.record(
  {
    helpPage: fc.nat(20),
    cursor: fc.nat(40),
    isExitPromptOpen: fc.boolean(),
    probe: fc.constantFrom(
      { text: "x = 1.5", inputs: [1.5] },
      { text: "x = -1e300", inputs: [-1e300] },
      { text: "価格=1 x2=2 🏠=3 x4=4 x5=5 x6=6", inputs: [1, 2, 3, 4, 5, 6] },
    ),
    prompt: fc.constantFrom("", "export 価格.html"),
    suggestion: fc.constantFrom(undefined, "価格.html"),
    smoothing: fc.constantFrom(0, 0.8),
    epochScale: fc.constantFrom("linear", "log"),
    zoom: fc.constantFrom({ min: 2, max: 9 }, { min: 500, max: 900 }),
    full: fc.constantFrom(...numberedPanels),
    focus: fc.constantFrom(...numberedPanels),
    hidden: fc.subarray([...numberedPanels]),
  },
  { requiredKeys: [] },
);

const sizes = fc.record({ columns: fc.integer({ min: 1, max: 250 }), rows: fc.integer({ min: 1, max: 80 }) });

test("at any size a frame has exactly rows − 1 lines, at least one, and none wider than the window", () => {
  fc.assert(
    fc.property(
      sizes,
      fc.constantFrom(...states),
      fc.boolean(),
      looks,
      statuses,
      ({ columns, rows }, state, ascii, settings, status) => {
        const size = { columns, rows };
        const lines = drawFrame(viewOf(state, { ascii, settings, status, size }), columns, rows, "none");
        expect(lines).toHaveLength(Math.max(1, rows - 1));
        for (const text of lines) expect(cellWidth(text)).toBeLessThanOrEqual(columns);
      },
    ),
    { numRuns: 400 },
  );
});

test("with ASCII only, no other character is drawn, whatever the run is called", () => {
  fc.assert(
    fc.property(sizes, fc.constantFrom(...states), looks, statuses, ({ columns, rows }, state, settings, status) => {
      const size = { columns, rows };
      const frame = drawFrame(viewOf(state, { ascii: true, settings, status, size }), columns, rows, "none").join("");
      expect(frame).toMatch(/^[ -~]*$/);
    }),
    { numRuns: 200 },
  );
});

test("every numbered panel has a place in a large window", () => {
  const panels = layout(240, 80).map(({ panel }) => panel);
  expect(numberedPanels.filter((panel) => !panels.includes(panel))).toEqual([]);
});

test("panels never overlap and never leave the window", () => {
  const wishes = fc.record(
    {
      hidden: fc.subarray([...numberedPanels]),
      full: fc.constantFrom(...numberedPanels),
      runCount: fc.integer({ min: 1, max: 9 }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(sizes, wishes, ({ columns, rows }, runCommand) => {
      const owner = new Map<string, string>();
      for (const { panel, x, y, width, height } of layout(columns, rows, runCommand)) {
        expect(x + width).toBeLessThanOrEqual(columns);
        expect(y + height).toBeLessThanOrEqual(Math.max(1, rows - 1));
        for (let row = y; row < y + height; row++) {
          for (let column = x; column < x + width; column++) {
            expect(owner.get(`${column},${row}`)).toBeUndefined();
            owner.set(`${column},${row}`, panel);
          }
        }
      }
    }),
    { numRuns: 40 },
  );
});

test("panels drop out in order: neurons, residuals, events, network, fit, metrics; the loss stays", () => {
  const shown = (columns: number, rows: number) => layout(columns, rows).map(({ panel }) => panel);
  expect(shown(120, 40)).toEqual(
    expect.arrayContaining(["neurons", "network", "residuals", "events", "fit", "metrics", "loss"]),
  );
  expect(shown(80, 24)).toEqual(["header", "progress", "loss", "fit", "metrics", "network", "footer"]);
  expect(shown(80, 14)).toEqual(["header", "progress", "loss", "metrics", "footer"]);
  expect(shown(60, 24)).toEqual(["header", "progress", "loss", "metrics", "footer"]);
  expect(shown(60, 12)).toEqual(["header", "progress", "loss", "footer"]);
  expect(shown(40, 24)).toEqual(["tiny", "footer"]);
  expect(shown(80, 10)).toEqual(["tiny", "footer"]);
  expect(shown(80, 6)).toEqual(["tiny"]);
});
