/** Who is training: name, network, optimizer, and how the run stands. */
import {
  countParameters,
  describeNetwork,
  describeOptimizer,
  formatCount,
  formatLearningRate,
  observedStatus,
} from "@epochal/view";
import { cellWidth, type CellArea } from "../cells/cell-buffer.ts";
import type { TerminalView } from "../frame/terminal-view.ts";
import type { Panel, StyledText } from "./panel.ts";

export const header: Panel = {
  ignoresCursor: true,
  draw(grid, view) {
    const right = [statusSign(view), ...origin(view)];
    const rightCells = cellWidth(right.map(({ text }) => text).join("  "));
    drawParts(grid, 1, grid.width - rightCells - 4, leftParts(view));
    let x = Math.max(0, grid.width - rightCells - 1);
    for (const { text, style } of right) x = grid.put(x, 0, text, style) + 2;
  },
};

/** How the run stands, as a sign and a word. */
export function statusSign(view: TerminalView): StyledText {
  const { state, glyphs } = view;
  switch (observedStatus(view)) {
    case "waiting":
      return { text: WAITING[view.status ?? ""] ?? "waiting for the first event", style: "dim" };
    case "running":
      return { text: `${glyphs.running}RUN`, style: "blueBold" };
    case "paused":
      return { text: `${glyphs.paused}PAUSED`, style: "orangeBold" };
    case "finished":
      return state.finished?.reason === "diverged"
        ? { text: `${glyphs.diverged}DIVERGED`, style: "orangeBold" }
        : { text: `${glyphs.done}DONE`, style: "bold" };
    case "interrupted":
      return { text: `${glyphs.done}INTERRUPTED`, style: "orangeBold" };
    case "stale":
      return { text: `${glyphs.lost}STALE`, style: "orangeBold" };
    case "lost":
      return { text: `${glyphs.lost}LOST`, style: "orangeBold" };
  }
}

/** What the sign of the run says already. */
const SAID = new Set<string | undefined>(["lost", "stale", "interrupted", "ended", "queued", "cancelled"]);

/** Before the first event, by how the connection fares. */
const WAITING: Readonly<Record<string, string>> = {
  ended: "the run is over",
  queued: "queued: waits for its turn",
  cancelled: "cancelled before it began",
};

function origin({ label, status }: TerminalView): StyledText[] {
  return [
    ...(label ? [{ text: label, style: "dim" } as const] : []),
    ...(status && !SAID.has(status) ? [{ text: status, style: status === "live" ? "plain" : "orange" } as const] : []),
  ];
}

/** In the order they stand in; a lower rank stays longer when it gets narrow. */
interface Part extends StyledText {
  readonly rank: number;
  /** Belongs to the part before it. */
  readonly isClose?: true;
}

function leftParts({ state }: TerminalView): Part[] {
  if (!state.started) return [{ text: "epochal", style: "bold", rank: 0 }];
  const { name, spec } = state.started;
  return [
    { text: name, style: "bold", rank: 0 },
    { text: describeNetwork(spec.network), style: "plain", rank: 1 },
    { text: `(${formatCount(countParameters(spec.network))} params)`, style: "dim", rank: 4, isClose: true },
    { text: describeOptimizer(spec.optimizer), style: "plain", rank: 3 },
    { text: `lr ${formatLearningRate(state.learningRate)}`, style: "plain", rank: 2, isClose: true },
    ...(spec.batchSize === undefined ? [] : [{ text: `batch ${spec.batchSize}`, style: "plain", rank: 6 } as const]),
    { text: `seed ${spec.seed ?? 0}`, style: "dim", rank: 5 },
  ];
}

/** Leaves out the parts of highest rank until the others fit; the last one left is cut off. */
function drawParts(grid: CellArea, x: number, width: number, parts: readonly Part[]): void {
  const gap = ({ isClose }: Part, i: number) => (i === 0 ? 0 : isClose ? 1 : 2);
  const cells = parts.reduce((sum, part, i) => sum + gap(part, i) + cellWidth(part.text), 0);
  if (cells > width && parts.length > 1) {
    const highest = Math.max(...parts.map(({ rank }) => rank));
    return drawParts(
      grid,
      x,
      width,
      parts.filter(({ rank }) => rank < highest),
    );
  }
  const room = grid.area(x, 0, Math.max(0, width), 1);
  let column = 0;
  parts.forEach((part, i) => {
    column = room.put(column + gap(part, i), 0, part.text, part.style);
  });
}
