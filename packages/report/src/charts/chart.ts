/** A chart as text of SVG: two axes with ticks, and marks between them. It needs no script and no font of its own. */
import type { Axis } from "@epochal/view";
import { escapeHtml } from "../html.ts";

/** Turns values into positions in the picture. */
export interface Scales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** Marks of one kind share a colour. */
export type MarkKind = "data" | "model" | "second" | "guide";

export interface ChartOptions {
  /** The heading above the chart. */
  readonly title: string;
  /** The names of its marks, in their colours. Default: none. */
  readonly legend?: readonly (readonly [name: string, kind: MarkKind])[];
  /** What the chart shows, in words, for people who do not see it. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly xLabel: string;
  /** Size in pixels of the screen. */
  readonly width?: number;
  readonly height?: number;
}

/** Wider charts have a line of the page to themselves. */
const WIDE = 500;
const MARGIN = { left: 50, right: 14, top: 8, bottom: 38 } as const;

/** @param marks draws what is between the axes. */
export function chart(options: ChartOptions, marks: (scales: Scales) => string): string {
  const { title, legend = [], description, x, y, xLabel, width = 400, height = 260 } = options;
  const right = width - MARGIN.right;
  const bottom = height - MARGIN.bottom;
  const scales: Scales = {
    x: (value) => round(MARGIN.left + x.position(value) * (right - MARGIN.left)),
    y: (value) => round(bottom - y.position(value) * (bottom - MARGIN.top)),
  };
  const rows = y.ticks.map(({ value, label }) => {
    const at = scales.y(value);
    return `<path class="grid" d="M${MARGIN.left} ${at}H${right}"/><text x="${MARGIN.left - 6}" y="${at + 4}" text-anchor="end">${label}</text>`;
  });
  const columns = x.ticks.map(
    ({ value, label }) => `<text x="${scales.x(value)}" y="${bottom + 16}" text-anchor="middle">${label}</text>`,
  );
  const keys = legend.map(([name, kind]) => ` <span class="key ${kind}">${escapeHtml(name)}</span>`);
  return [
    `<figure${width > WIDE ? ' class="wide"' : ""}><figcaption>${escapeHtml(title)}${keys.join("")}</figcaption>`,
    `<svg role="img" aria-label="${escapeHtml(description)}" viewBox="0 0 ${width} ${height}">`,
    ...rows,
    `<path class="axis" d="M${MARGIN.left} ${MARGIN.top}V${bottom}H${right}"/>`,
    ...columns,
    `<text x="${(MARGIN.left + right) / 2}" y="${height - 4}" text-anchor="middle">${escapeHtml(xLabel)}</text>`,
    marks(scales),
    "</svg></figure>",
  ].join("");
}

/** A tenth of a pixel is enough. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
