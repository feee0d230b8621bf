/** Plots of a chart: curves of series, lines through points, points. */
import type { Series } from "@epochal/view";
import type { Style } from "../cells/style.ts";
import { drawLine, type Canvas } from "./canvas.ts";

/** Draws dots on its own canvas, so that colour, shape and ASCII character distinguish plots. */
export interface Plot {
  readonly style: Style;
  readonly ascii: string;
  /** The character for its cells, instead of dots. */
  readonly sign?: string;
  /** Whether the cells shared with the plot below have its style by turns. Default false: all have the style of this plot. */
  readonly alternatesStyle?: boolean;
  draw(canvas: Canvas, dotOf: (x: number, y: number) => readonly [number, number]): void;
}

/** A line, or dots. No spike is lost: each column has its extremes. Values that are not finite leave a gap. */
export function curve(series: Series, style: Style, ascii: string, isDotted = false): Plot {
  return {
    style,
    ascii,
    alternatesStyle: isDotted,
    draw(canvas, dotOf) {
      let previous: readonly [number, number] | undefined;
      let count = 0;
      for (const { epoch, min, max, last } of columnsOf(series, (value) => Math.round(dotOf(value, 1)[0]))) {
        const dot = dotOf(epoch, last);
        const high = dotOf(epoch, max);
        const low = dotOf(epoch, min);
        if (isDotted) {
          if (previous) count = drawLine(canvas, previous, dot, { every: 3, start: count });
          else canvas.set(...dot);
          if (low[1] - high[1] >= 2) [high, low].forEach((dot) => canvas.set(...dot));
        } else {
          drawLine(canvas, previous ?? dot, dot);
          drawLine(canvas, high, low);
        }
        previous = dot;
      }
    },
  };
}

interface Column {
  epoch: number;
  min: number;
  max: number;
  last: number;
}

/** The values of a series in each column of dots, so that no column is drawn twice. @param dotOf the column of an epoch. */
function columnsOf(series: Series, dotOf: (epoch: number) => number): Column[] {
  const columns: Column[] = [];
  let dot: number | undefined;
  for (let i = 0; i < series.length; i++) {
    const bucket = series.bucket(i);
    if (!bucket || Number.isNaN(bucket.last)) continue;
    const { min, max, last } = bucket;
    const epoch = series.width === 1 ? bucket.from : (bucket.from + bucket.to - 1) / 2;
    const now = dotOf(epoch);
    const column = columns.at(-1);
    if (column && now === dot) {
      if (min < column.min) column.min = min;
      if (max > column.max) column.max = max;
      column.last = last;
      column.epoch = epoch;
    } else columns.push({ epoch, min, max, last });
    dot = now;
  }
  return columns;
}

type Numbers = ArrayLike<number>;

/** Points joined by straight lines, with one of `every` dots; a point that is not finite leaves a gap. */
export function polyline(xs: Numbers, ys: Numbers, style: Style, ascii: string, every = 1): Plot {
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

/** The dotted edges of a band around a curve. @param halfWidth of the band at a point. */
export function bandEdges(
  xs: Numbers,
  ys: Numbers,
  halfWidth: (i: number) => number,
  style: Style,
  every: number,
): Plot[] {
  const edge = (sign: 1 | -1) => Array.from(ys, (y, i) => y + sign * halfWidth(i));
  return [polyline(xs, edge(1), style, ".", every), polyline(xs, edge(-1), style, ".", every)];
}

/** With at least this many dots of canvas for each point, a point is drawn as four dots: one would be too faint. */
const SPARSE = 60;
/** Points; those above and below the chart are drawn at its edge. */
export function scatter(xs: Numbers, ys: Numbers, style: Style, ascii: string): Plot {
  return {
    style,
    ascii,
    draw(canvas, dotOf) {
      const isSparse = canvas.width * canvas.height >= SPARSE * xs.length;
      for (let i = 0; i < xs.length; i++) {
        const [x, exactY] = dotOf(xs[i]!, ys[i]!);
        const y = Math.min(canvas.height - 1, Math.max(0, exactY));
        canvas.set(x, y);
        if (!isSparse) continue;
        canvas.set(x + 1, y);
        canvas.set(x, y + 1);
        canvas.set(x + 1, y + 1);
      }
    },
  };
}
