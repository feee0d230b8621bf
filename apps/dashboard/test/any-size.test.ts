import fc from "fast-check";
import { expect, test } from "vitest";
import { drawFrame } from "../src/frame.ts";
import { cellsOf } from "../src/grid.ts";
import { layout } from "../src/layout.ts";
import { initialState, interrupt } from "../src/state.ts";
import { line, patient, table, viewOf } from "./story.ts";

const states = [
  line().train(30).state,
  line({ learningRate: 3 }).train().state,
  table().train(20).command({ type: "pause" }).state,
  table().train(3).command({ type: "step" }, "the run has a very long reason not to do any such thing at all").state,
  (() => {
    const state = line().train(1).state;
    return { ...state, started: state.started && { ...state.started, name: "価格 🏠 e\u0301\n\x1b[2J房屋.csv" } };
  })(),
  interrupt(line().train(12).state),
  patient().train(80).state,
  initialState(),
];

/** How a connection may fare. */
const statuses = fc.constantFrom(undefined, "connecting", "replaying", "live", "lost", "ended", "interrupted");

const sizes = fc.record({ columns: fc.integer({ min: 1, max: 250 }), rows: fc.integer({ min: 1, max: 80 }) });

test("at any size a frame has exactly rows − 1 lines, at least one, and none wider than the window", () => {
  fc.assert(
    fc.property(
      sizes,
      fc.constantFrom(...states),
      fc.boolean(),
      fc.boolean(),
      statuses,
      ({ columns, rows }, state, ascii, isHelpShown, status) => {
        const lines = drawFrame(viewOf(state, { ascii, isHelpShown, status }), columns, rows, "none");
        expect(lines).toHaveLength(Math.max(1, rows - 1));
        for (const text of lines) expect(cellsOf(text)).toBeLessThanOrEqual(columns);
      },
    ),
    { numRuns: 400 },
  );
});

test("with ASCII only, no other character is drawn, whatever the run is called", () => {
  fc.assert(
    fc.property(
      sizes,
      fc.constantFrom(...states),
      fc.boolean(),
      statuses,
      ({ columns, rows }, state, isHelpShown, status) => {
        const frame = drawFrame(viewOf(state, { ascii: true, isHelpShown, status }), columns, rows, "none").join("");
        expect(frame).toMatch(/^[ -~]*$/);
      },
    ),
    { numRuns: 200 },
  );
});

test("panels never overlap and never leave the window", () => {
  fc.assert(
    fc.property(sizes, ({ columns, rows }) => {
      const owner = new Map<string, string>();
      for (const { panel, x, y, width, height } of layout(columns, rows)) {
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

test("panels drop out in order: network, residuals, events, fit, metrics; the loss stays", () => {
  const shown = (columns: number, rows: number) => layout(columns, rows).map(({ panel }) => panel);
  expect(shown(120, 40)).toEqual(expect.arrayContaining(["network", "residuals", "events", "fit", "metrics", "loss"]));
  expect(shown(80, 24)).toEqual(["header", "progress", "loss", "fit", "metrics", "network", "footer"]);
  expect(shown(80, 14)).toEqual(["header", "progress", "loss", "metrics", "footer"]);
  expect(shown(60, 24)).toEqual(["header", "progress", "loss", "metrics", "footer"]);
  expect(shown(60, 12)).toEqual(["header", "progress", "loss", "footer"]);
  expect(shown(40, 24)).toEqual(["tiny", "footer"]);
  expect(shown(80, 10)).toEqual(["tiny", "footer"]);
  expect(shown(80, 6)).toEqual(["tiny"]);
});
