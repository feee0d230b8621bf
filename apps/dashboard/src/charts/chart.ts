/** A chart: two axes, what is plotted between them, and marks on the axis below. */
import type { Axis } from "./axis.ts";
import { createCanvas, drawLayers, drawLine, type Canvas } from "./canvas.ts";
import type { Grid } from "../grid.ts";
import type { Series } from "../series.ts";
import type { Glyphs, Style } from "../theme.ts";

export interface Chart {
  readonly x: Axis;
  readonly y: Axis;
  /** From the lowest to the topmost. */
  readonly plots: readonly Plot[];
  /** Places on the x axis that a person has left a mark at. */
  readonly marks?: readonly number[];
}

/** Something drawn with dots on a canvas of its own, so that colour, shape and (without braille) letter tell plots apart. */
export interface Plot {
  readonly style: Style;
  readonly ascii: string;
  /** Takes turns with the plot below in giving colour to the cells they share. Default: gives it alone. */
  readonly takesTurns?: boolean;
  draw(canvas: Canvas, dotOf: (x: number, y: number) => readonly [number, number]): void;
}

/** Cells that labels of the y axis take at least. */
const LABEL = 4;

/** Draws the chart over the whole grid. */
export function drawChart(grid: Grid, { x, y, plots, marks = [] }: Chart, glyphs: Glyphs): void {
  const label = Math.max(LABEL, ...y.ticks.map((tick) => tick.label.length));
  const left = label + 3;
  const area = grid.area(left, 0, grid.width - left - 1, grid.height - 2);
  if (area.width < 2 || area.height < 1) return;

  const dots = { width: area.width * 2, height: area.height * 4 };
  const dotOf = (valueX: number, valueY: number) =>
    [x.place(valueX) * (dots.width - 1), (1 - y.place(valueY)) * (dots.height - 1)] as const;

  for (let row = 0; row < area.height; row++) grid.put(left - 1, row, glyphs.vertical, "dim");
  const bottom = glyphs.bottomLeft + glyphs.horizontal.repeat(area.width);
  grid.put(left - 1, area.height, bottom, "dim");
  for (const tick of y.ticks) {
    const row = Math.floor(dotOf(x.min, tick.value)[1] / 4 + 1e-9);
    if (!(row >= 0 && row < area.height)) continue;
    grid.put(1, row, tick.label.padStart(label), "dim");
    grid.put(left - 1, row, glyphs.tick, "dim");
  }
  drawBelow(grid, x, left, area.width, glyphs);
  for (const mark of marks) {
    const place = x.place(mark);
    if (place >= 0 && place <= 1)
      grid.put(left + Math.floor(place * (area.width - 1)), area.height, glyphs.mark, "orangeBold");
  }

  const layers = plots.map((plot) => {
    const canvas = createCanvas(area.width, area.height);
    plot.draw(canvas, dotOf);
    const { style, ascii, takesTurns = false } = plot;
    return { canvas, style, ascii, takesTurns };
  });
  drawLayers(area, layers, { ascii: glyphs.isAscii });
}

/** Labels of the x axis, each centred below its place where there is room, none touching another. */
function drawBelow(grid: Grid, x: Axis, left: number, width: number, glyphs: Glyphs): void {
  const row = grid.height - 1;
  let free = left - 1;
  const last = x.ticks.at(-1);
  for (const tick of x.ticks) {
    const place = left + Math.round(x.place(tick.value) * (width - 1));
    const edge = left + width + 1;
    const start = Math.min(Math.max(left, place - Math.floor((tick.label.length - 1) / 2)), edge - tick.label.length);
    if (start < free) continue;
    // The end of the axis matters more than what stands just before it.
    const isLast = tick === last;
    if (!isLast && last && start + tick.label.length + 1 > edge - last.label.length && x.place(last.value) > 0.9)
      continue;
    grid.put(start, row, tick.label, "dim");
    grid.put(place, row - 1, glyphs.isAscii ? "+" : "┴", "dim");
    free = start + tick.label.length + 1;
  }
}

/**
 * A series as a line, or dotted. In every column of dots its smallest and its largest value are drawn, so that no spike
 * is lost; values that are no finite numbers leave a gap.
 */
export function curve(
  series: Series,
  style: Style,
  { ascii, dotted = false }: { ascii: string; dotted?: boolean },
): Plot {
  return {
    style,
    ascii,
    takesTurns: dotted,
    draw(canvas, dotOf) {
      let previous: readonly [number, number] | undefined;
      let count = 0;
      for (let i = 0; i < series.length; i++) {
        const bucket = series.bucket(i);
        if (!bucket || Number.isNaN(bucket.last)) continue;
        const epoch = series.width === 1 ? bucket.from : (bucket.from + bucket.to - 1) / 2;
        const place = dotOf(epoch, bucket.last);
        const high = dotOf(epoch, bucket.max);
        const low = dotOf(epoch, bucket.min);
        if (dotted) {
          if (previous) count = drawLine(canvas, previous, place, { every: 3, start: count });
          else canvas.set(...place);
          if (low[1] - high[1] >= 2) [high, low].forEach((dot) => canvas.set(...dot));
        } else {
          drawLine(canvas, previous ?? place, place);
          drawLine(canvas, high, low);
        }
        previous = place;
      }
    },
  };
}

/** Points joined by straight lines; a point with no finite place leaves a gap. */
export function polyline(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  style: Style,
  { ascii, every = 1 }: { ascii: string; every?: number },
): Plot {
  return {
    style,
    ascii,
    draw(canvas, dotOf) {
      let count = 0;
      for (let i = 1; i < xs.length; i++) {
        count = drawLine(canvas, dotOf(xs[i - 1]!, ys[i - 1]!), dotOf(xs[i]!, ys[i]!), { every, start: count });
      }
    },
  };
}

/** Where a point has so many dots of the canvas for itself, it is drawn as four: one alone would be lost in the space. */
const SPARSE = 60;
const BESIDE = [
  [1, 0],
  [0, 1],
  [1, 1],
] as const;

/** Points by themselves; those above and below the chart are drawn at its edge. */
export function scatter(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  style: Style,
  { ascii }: { ascii: string },
): Plot {
  return {
    style,
    ascii,
    draw(canvas, dotOf) {
      const isSparse = canvas.width * canvas.height >= SPARSE * xs.length;
      for (let i = 0; i < xs.length; i++) {
        const [x, exactY] = dotOf(xs[i]!, ys[i]!);
        const y = Math.min(canvas.height - 1, Math.max(0, exactY));
        canvas.set(x, y);
        if (isSparse) for (const [dx, dy] of BESIDE) canvas.set(x + dx, y + dy);
      }
    },
  };
}
