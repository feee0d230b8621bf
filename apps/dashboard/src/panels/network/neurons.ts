/**
 * What each unit of the last hidden layer adds to the prediction, as the input goes from its lowest value to its highest
 * (the first of several inputs, the others at their mean): the curve of the network is the sum of these.
 */
import { unitResponses, type UnitResponses } from "@epochal/view";
import type { CellArea } from "../../cells/cell-buffer.ts";
import type { Glyphs } from "../../cells/glyphs.ts";
import { createCanvas, drawLayers, drawLine } from "../../charts/canvas.ts";
import type { Panel } from "../panel.ts";

/** The smallest picture that shows a shape, in cells. */
const SMALLEST = { width: 7, height: 2 } as const;

export const neurons: Panel = {
  title: ({ state }) => `neurons: what each of ${unitResponses(state)?.units ?? "them"} adds`,
  linesFilled({ state }, width) {
    const { units = 0 } = unitResponses(state) ?? {};
    return Math.ceil(units / mostColumns(width, units)) * SMALLEST.height;
  },
  draw(grid, { state, glyphs }) {
    const responses = unitResponses(state);
    if (!responses) return;
    const { units } = responses;
    const across = bestColumns(grid, units);
    const width = Math.floor((grid.width - 1) / across);
    const down = Math.ceil(units / across);
    const height = Math.max(SMALLEST.height, Math.floor(grid.height / down));
    for (let unit = 0; unit < units; unit++) {
      const area = grid.area(1 + (unit % across) * width, Math.floor(unit / across) * height, width - 1, height);
      if (area.height === height) drawUnit(area, responses, unit, glyphs);
    }
  },
};

function mostColumns(width: number, units: number): number {
  return Math.max(1, Math.min(units, Math.floor((width - 1) / (SMALLEST.width + 1))));
}

/** The number of pictures in a row that makes each as large as possible; a cell is about twice as high as wide. */
function bestColumns({ width, height }: CellArea, units: number): number {
  const most = mostColumns(width, units);
  let best = most;
  let largest = 0;
  for (let across = 1; across <= most; across++) {
    const size = Math.min((width - 1) / across / 4, Math.floor(height / Math.ceil(units / across)));
    if (size > largest) [best, largest] = [across, size];
  }
  return best;
}

/** A curve around a line for 0; blue above it, orange below. */
function drawUnit(area: CellArea, responses: UnitResponses, unit: number, glyphs: Glyphs): void {
  const { curves, largest, points, isDead } = responses;
  const curve = curves[unit];
  if (!curve) return;
  const { width, height } = area;
  if (isDead[unit]) {
    area.put(0, Math.floor(height / 2), glyphs.horizontal.repeat(width), "dim");
    area.put(Math.max(0, Math.floor(width / 2) - 2), Math.floor(height / 2), "dead", "dim");
    return;
  }
  const zero = createCanvas(width, height);
  const above = createCanvas(width, height);
  const below = createCanvas(width, height);
  const middle = (height * 4 - 1) / 2;
  const dotOf = (i: number) =>
    [(i / (points - 1)) * (width * 2 - 1), middle - ((curve[i] ?? 0) / largest) * middle] as const;
  drawLine(zero, [0, middle], [width * 2 - 1, middle], { every: 2 });
  for (let i = 1; i < points; i++) drawLine((curve[i] ?? 0) < 0 ? below : above, dotOf(i - 1), dotOf(i));
  const layers = [
    { canvas: zero, style: "dim", ascii: "-" },
    { canvas: above, style: "blue", ascii: "*" },
    { canvas: below, style: "orange", ascii: "o" },
  ] as const;
  drawLayers(area, layers, glyphs.isAscii);
}
