import { lineRun } from "@epochal/view/story";
import { expect, test } from "vitest";
import { viewOf } from "../../test/view-of.ts";
import { drawFrame } from "../frame/draw-frame.ts";

const states = [1, 2, 3].map((seed) => lineRun({ seed }).train(30).state);
const ended = [1, 2, 3].map((seed) => lineRun({ seed, epochs: 30 }).train().state);
const fast = lineRun({ learningRate: 0.02 }).train(30).state;

function view(changes: object = {}) {
  const runs = [...states, fast].map((state, i) => ({ state, status: undefined, isPinned: i > 0 }));
  return viewOf(states[0]!, { runs, runCount: runs.length, run: 0, ...changes });
}

test("several runs are listed in every window that has room, with the selected one marked", () => {
  for (const [columns, rows] of [
    [80, 24],
    [120, 40],
    [200, 60],
  ] as const) {
    const frame = drawFrame(view({ size: { columns, rows } }), columns, rows, "none").join("\n");
    expect(frame).toContain("runs (4)");
    expect(frame).toMatch(/→ A lr 0.01, seed 1/);
    expect(frame).toMatch(/━ B lr 0.01, seed 2/);
  }
});

test("the best of a run is not cut off in a narrow list", () => {
  const runs = [ended[0]!, ended[1]!].map((state, i) => ({
    state: { ...state, started: { ...state.started!, name: `notebook, seed ${43 + i}` } },
    status: undefined,
    isPinned: false,
  }));
  const frame = drawFrame(view({ runs, runCount: 2 }), 80, 24, "none").join("\n");
  const values = [...frame.matchAll(/[AB] notebook, seed 4[34] +\*?([\d.e-]+) *│/g)].map(([, value]) => Number(value));
  expect(values).toHaveLength(2);
  ended.slice(0, 2).forEach(({ best }, i) => expect(values[i]).toBeCloseTo(best.validationLoss!.value, 4));
  expect(frame).toMatch(/2 seeds: mean [\d.e-]+ ± [\d.e-]+ *│/);
  // Nor is the spread: a longer one is without the number of seeds.
  const small = runs.map(({ state, ...run }, i) => {
    const best = { loss: { value: 0.00958 + i / 1000, epoch: 9 } };
    return { ...run, state: { ...state, best } };
  });
  const close = drawFrame(view({ runs: small, runCount: 2 }), 80, 24, "none").join("\n");
  expect(close).toMatch(/│ mean 0\.01008 ± 0\.00071 *│/);
});

test("without room for both, the list says what differs rather than how a run ended", () => {
  const named = ["notebook", "notebook, seed 2", "notebook, seed 3", "notebook"];
  const runs = [...states, fast].map((state, i) => ({
    state: { ...state, started: { ...state.started!, name: named[i]! } },
    status: undefined,
    isPinned: true,
  }));
  const frame = drawFrame(view({ runs, size: { columns: 120, rows: 40 } }), 120, 40, "none").join("\n");
  expect(frame).toMatch(/D notebook .* lr 0\.02, seed 42 *│/);
});

test("curves of pinned runs are drawn behind that of the selected run", () => {
  const dots = (text: string) => text.replaceAll(/[^⠁-⣿]/g, "").length;
  const chart = (pinned: boolean) => {
    const listed = view({ size: { columns: 120, rows: 40 } });
    const runs = listed.runs.map((run) => ({ ...run, isPinned: pinned }));
    return drawFrame({ ...listed, runs }, 120, 40, "none")
      .slice(3, 15)
      .join("\n");
  };
  expect(dots(chart(true))).toBeGreaterThan(dots(chart(false)));
});

test("each run has its letter at the end of its curve; all of five are listed, also one that diverged", () => {
  const diverged = lineRun({ learningRate: 3, validation: false, seed: 5 }).train().state;
  const runs = [...states, fast, diverged].map((state) => ({ state, status: undefined, isPinned: true }));
  for (const [columns, rows] of [
    [120, 40],
    [200, 60],
  ] as const) {
    const lines = drawFrame(view({ runs, runCount: 5, size: { columns, rows } }), columns, rows, "none");
    const chart = lines.slice(3, Math.floor(rows / 2) - 2).map((line) => line.slice(0, columns / 2));
    for (const letter of ["A", "B", "C", "D"]) expect(chart.join("\n")).toMatch(new RegExp(`[⠁-⣿]${letter}`, "u"));
    const listed = lines.flatMap((line) => /(?:→|━) ([A-E]) lr (?:0\.01|0\.02|3), seed/.exec(line)?.[1] ?? []);
    expect(listed).toEqual(["A", "B", "C", "D", "E"]);
    expect(lines.join("\n")).toMatch(/DIVERGED +diverged after \d+ epochs/);
  }
});

test("the table in the whole window says which run is the lowest, unless the runs differ by chance only", () => {
  const size = { columns: 80, rows: 24 };
  const wide = (changes: object) =>
    drawFrame(view({ settings: { full: "runs" }, size, ...changes }), 80, 24, "none").join("\n");
  const lossOf = (letter: string) => [...states, fast]["ABCD".indexOf(letter)]!.best.validationLoss!.value;
  const [lowest, next] = ["A", "B", "C", "D"].toSorted((a, b) => lossOf(a) - lossOf(b));
  expect(wide({})).toMatch(new RegExp(`lowest validation loss: ${lowest}, [\\d.]+; next: ${next}, `));
  const seeds = ended.map((state) => ({ state, status: undefined, isPinned: true }));
  expect(wide({ runs: seeds, runCount: 3 })).toMatch(/mean best loss of 3 seeds/);
  expect(wide({ runs: seeds, runCount: 3 })).not.toContain("lowest validation loss:");
});
