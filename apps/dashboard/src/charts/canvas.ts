/** A canvas of dots, 2 × 4 in each cell: braille patterns, or one ASCII character per cell. */
import type { CellArea } from "../cells/cell-buffer.ts";
import type { Style } from "../cells/style.ts";

export interface Canvas {
  /** Dots across and down. */
  readonly width: number;
  readonly height: number;
  /** Sets the dot nearest to (x, y), counted from the top left. Does nothing outside the canvas, or if x or y is not finite. */
  set(x: number, y: number): void;
  /** The dots of a cell as bits of a braille pattern. */
  cell(column: number, row: number): number;
}

/** Bits of U+2800 … U+28FF for the dots of a cell, row by row. */
const DOTS = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80] as const;

/** @param isThick each dot is two dots wide and high. Default false. */
export function createCanvas(columns: number, rows: number, { isThick = false } = {}): Canvas {
  const cells = new Uint8Array(columns * rows);
  const width = columns * 2;
  const height = rows * 4;
  function setDot(column: number, row: number): void {
    if (!(column >= 0 && column < width && row >= 0 && row < height)) return;
    const cell = (row >> 2) * columns + (column >> 1);
    cells[cell] = cells[cell]! | DOTS[(row & 3) * 2 + (column & 1)]!;
  }
  return {
    width,
    height,
    set(x, y) {
      const column = Math.round(x);
      const row = Math.round(y);
      setDot(column, row);
      if (isThick)
        for (const [right, down] of [
          [1, 0],
          [0, 1],
          [1, 1],
        ] as const)
          setDot(column + right, row + down);
    },
    cell: (column, row) => cells[row * columns + column] ?? 0,
  };
}

/**
 * Sets the dots of a straight line, every one or every `every`-th.
 * @param options.start the number of dots before it on this path, so that a dotted path keeps its rhythm.
 * @returns the number of dots of the path with this line.
 */
export function drawLine(
  canvas: Canvas,
  from: readonly [number, number],
  to: readonly [number, number],
  { every = 1, start = 0 }: { every?: number; start?: number } = {},
): number {
  const visible = isInside(from, canvas) && isInside(to, canvas) ? undefined : clipLine(from, to, canvas);
  if (visible === null) return start;
  const [first, last] = visible ?? [from, to];
  // Round first: from 0.4 to 1.6 there is a dot in between.
  const x0 = Math.round(first[0]);
  const y0 = Math.round(first[1]);
  const x1 = Math.round(last[0]);
  const y1 = Math.round(last[1]);
  const steps = Math.max(1, Math.abs(x1 - x0), Math.abs(y1 - y0));
  for (let step = 0; step <= steps; step++) {
    if ((start + step) % every === 0) canvas.set(x0 + ((x1 - x0) * step) / steps, y0 + ((y1 - y0) * step) / steps);
  }
  return start + steps;
}

function isInside([x, y]: Line[0], { width, height }: Canvas): boolean {
  return x >= 0 && x <= width - 1 && y >= 0 && y <= height - 1;
}

type Line = readonly [readonly [number, number], readonly [number, number]];

/** The part of a line inside the canvas; null if there is none. Liang and Barsky, ACM TOG 3 (1984). */
function clipLine([x0, y0]: Line[0], [x1, y1]: Line[1], { width, height }: Canvas): Line | null {
  const dx = x1 - x0;
  const dy = y1 - y0;
  if (!Number.isFinite(dx) || !Number.isFinite(dy)) return null;
  let enter = 0;
  let leave = 1;
  const steps = [-dx, dx, -dy, dy];
  const rooms = [x0, width - 1 - x0, y0, height - 1 - y0];
  for (const [i, step] of steps.entries()) {
    const room = rooms[i]!;
    if (step === 0) {
      if (room < -0.5) return null;
    } else if (step < 0) enter = Math.max(enter, room / step);
    else leave = Math.min(leave, room / step);
  }
  if (enter > leave) return null;
  const at = (share: number) => [x0 + share * dx, y0 + share * dy] as const;
  return [at(enter), at(leave)];
}

/** A canvas with the style of its dots, and the ASCII character for a cell that has any. */
export interface Layer {
  readonly canvas: Canvas;
  readonly style: Style;
  readonly ascii: string;
  /** The character for a cell that no other layer is above, instead of its dots. */
  readonly sign?: string | undefined;
  /** Gives its style only to every other cell it shares with a layer below. */
  readonly alternatesStyle?: boolean | undefined;
}

/** Draws canvases over each other: a shared cell has the later style; in ASCII it is `#`. */
export function drawLayers(grid: CellArea, layers: readonly Layer[], ascii: boolean): void {
  for (let row = 0; row < grid.height; row++) {
    for (let column = 0; column < grid.width; column++) {
      let bits = 0;
      let top: Layer | undefined;
      let count = 0;
      for (const layer of layers) {
        const dots = layer.canvas.cell(column, row);
        if (dots === 0) continue;
        if (layer.sign === undefined) bits |= dots;
        if (!top || !layer.alternatesStyle || column % 2 === 0) top = layer;
        count += 1;
      }
      if (!top) continue;
      const dots = top.sign ?? String.fromCharCode(0x2800 + bits);
      grid.put(column, row, ascii ? (count > 1 ? "#" : top.ascii) : dots, top.style);
    }
  }
}
