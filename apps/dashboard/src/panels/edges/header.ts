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
import { shorten, type CellArea } from "../../cells/cell-buffer.ts";
import type { Glyphs } from "../../cells/glyphs.ts";
import type { Style } from "../../cells/style.ts";
import type { TerminalView } from "../../frame/terminal-view.ts";
import type { Panel, StyledText } from "../panel.ts";

export const header: Panel = {
  ignoresCursor: true,
  draw(grid, view) {
    const facts = runFacts(view.state);
    const left = Math.min(Math.floor(grid.width / 2), cellsOf(facts.slice(0, FIRST).map(shortForm)));
    const right = fitOrigin([statusSign(view, view.glyphs), ...origin(view)], grid.width - left - 4);
    const rightCells = cellsOf(right);
    drawFacts(grid, 1, grid.width - rightCells - 4, facts.length > 0 ? facts : UNKNOWN);
    let x = Math.max(0, grid.width - rightCells - 1);
    for (const { text, style } of right) x = grid.put(x, 0, text, style) + 2;
  },
};

/** The first facts, the name and what is learned, have up to half of the width before the origin is shown in full. */
const FIRST = 2;

function shortForm({ text, short = text }: RunFact): { readonly text: string } {
  return { text: short };
}

function cellsOf(texts: readonly { readonly text: string }[]): number {
  return cellWidth(texts.map(({ text }) => text).join("  "));
}

/** Shortens where the events come from; the status before it and the note behind it stay. */
function fitOrigin([status, label, ...notes]: readonly StyledText[], cells: number): StyledText[] {
  if (!status || !label) return status ? [status] : [];
  const room = cells - cellsOf([status, { ...label, text: "" }, ...notes]);
  return [status, { ...label, text: shorten(label.text, Math.max(0, room)) }, ...notes];
}

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
    const text = shorten(fact.text, room.width - column - gap(fact, i));
    column = room.put(column + gap(fact, i), 0, text, factStyles[fact.kind]);
  });
}
