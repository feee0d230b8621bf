/** The network and its training, and the status of the run. */
import {
  cellWidth,
  connectionNote,
  runFacts,
  statusWord,
  type RunConnection,
  type RunFact,
  type StatusWord,
} from "@epochal/view";
import type { CellArea } from "../cells/cell-buffer.ts";
import type { Glyphs } from "../cells/glyphs.ts";
import type { Style } from "../cells/style.ts";
import type { TerminalView } from "../frame/terminal-view.ts";
import type { Panel, StyledText } from "./panel.ts";

export const header: Panel = {
  ignoresCursor: true,
  draw(grid, view) {
    const right = [statusSign(view, view.glyphs), ...origin(view)];
    const rightCells = cellWidth(right.map(({ text }) => text).join("  "));
    const facts = runFacts(view.state);
    drawFacts(grid, 1, grid.width - rightCells - 4, facts.length > 0 ? facts : UNKNOWN);
    let x = Math.max(0, grid.width - rightCells - 1);
    for (const { text, style } of right) x = grid.put(x, 0, text, style) + 2;
  },
};

const UNKNOWN: readonly RunFact[] = [{ kind: "name", text: "epochal", rank: 0 }];

const statuses = {
  waiting: [undefined, "dim"],
  running: ["running", "blueBold"],
  paused: ["paused", "bold"],
  finished: ["done", "bold"],
  diverged: ["diverged", "warning"],
  interrupted: ["done", "warning"],
  stale: ["lost", "warning"],
  lost: ["lost", "warning"],
} as const satisfies Record<StatusWord["kind"], readonly [sign: keyof Glyphs | undefined, Style]>;

/** The status of a run, as a sign and a word. */
export function statusSign(run: RunConnection, glyphs: Glyphs): StyledText {
  const { kind, text } = statusWord(run);
  const [sign, style] = statuses[kind];
  return { text: (sign ? glyphs[sign] : "") + text, style };
}

function origin(view: TerminalView): StyledText[] {
  const { label } = view;
  const note = connectionNote(view);
  return [
    ...(label ? [{ text: label, style: "dim" } as const] : []),
    ...(note ? [{ text: note, style: note === "live" ? "plain" : "warning" } as const] : []),
  ];
}

const factStyles: Readonly<Record<RunFact["kind"], Style>> = {
  name: "bold",
  learning: "plain",
  network: "plain",
  parameters: "dim",
  optimizer: "plain",
  learningRate: "plain",
  batchSize: "plain",
  seed: "dim",
};

/** Facts up to this rank are shortened before more are left out. */
const SHORTENED_FROM = 3;

/** Leaves out the facts of highest rank until the others fit; the last one left is cut off. */
function drawFacts(grid: CellArea, x: number, width: number, facts: readonly RunFact[]): void {
  const belongsToPrevious = ({ kind }: RunFact) => kind === "parameters" || kind === "learningRate";
  const gap = (fact: RunFact, i: number) => (i === 0 ? 0 : belongsToPrevious(fact) ? 1 : 2);
  const cells = facts.reduce((sum, fact, i) => sum + gap(fact, i) + cellWidth(fact.text), 0);
  if (cells > width && facts.length > 1) {
    const highest = Math.max(...facts.map(({ rank }) => rank));
    const isShortened = highest <= SHORTENED_FROM && facts.some(({ short }) => short !== undefined);
    const rest = isShortened
      ? facts.map(({ short, ...fact }): RunFact => ({ ...fact, text: short ?? fact.text }))
      : facts.filter(({ rank }) => rank < highest);
    return drawFacts(grid, x, width, rest);
  }
  const room = grid.area(x, 0, Math.max(0, width), 1);
  let column = 0;
  facts.forEach((fact, i) => {
    column = room.put(column + gap(fact, i), 0, fact.text, factStyles[fact.kind]);
  });
}
