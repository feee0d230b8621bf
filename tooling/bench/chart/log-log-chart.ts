/** Draws curves on logarithmic axes as SVG, readable on light and dark backgrounds; each line is labelled at its end. */

/** A speed as a function of a size: points in the order of x; x and y are above 0. */
export interface Curve {
  readonly id: string;
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface ChartOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
}

const WIDTH = 760;
const HEIGHT = 440;
const PLOT = { left: 70, right: 540, top: 40, bottom: 390 };
const LABEL_HEIGHT = 15;
/** In the order of the curves. All stand out from white, black and each other, including for colour-blind readers. */
const colours = ["#0a84d6", "#d1620f", "#1f9e77", "#c2549d", "#9a8600", "#7a68d8", "#c73a3a", "#6f7780"];

/** `1M` for 1,000,000. */
const short = new Intl.NumberFormat("en", { notation: "compact" });

/** @throws RangeError when no curve has a point. */
export function renderChart(curves: readonly Curve[], { title, xLabel, yLabel }: ChartOptions): string {
  const shown = curves.filter(({ points }) => points.length > 0);
  if (shown.length === 0) throw new RangeError("renderChart: expected at least one curve with a point, got none");
  const points = shown.flatMap((curve) => curve.points);
  const xs = points.map(({ x }) => x);
  const x = logScale(Math.min(...xs), Math.max(...xs), PLOT.left, PLOT.right);
  const ys = points.map((point) => point.y);
  const [low, high] = [10 ** Math.floor(Math.log10(Math.min(...ys))), 10 ** Math.ceil(Math.log10(Math.max(...ys)))];
  const y = logScale(low, high, PLOT.bottom, PLOT.top);
  const labels = spreadLabels(shown.map((curve) => y(curve.points.at(-1)!.y)));
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">`,
    "<style>text { fill: #4a525a } .grid { stroke: #8883 } .axis { stroke: #888 } @media (prefers-color-scheme: dark) { text { fill: #a8b0b8 } }</style>",
    `<title>${escapeXml(title)}</title>`,
    `<text x="${PLOT.left}" y="22" font-size="15">${escapeXml(title)}</text>`,
    ...decades(low, high).map((value) => {
      const at = round(y(value));
      const line = `<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${at}" y2="${at}"/>`;
      return `${line}<text x="${PLOT.left - 8}" y="${at + 4}" text-anchor="end">${short.format(value)}</text>`;
    }),
    ...[...new Set(xs)].map((value) => {
      const at = round(x(value));
      const line = `<line class="grid" x1="${at}" x2="${at}" y1="${PLOT.top}" y2="${PLOT.bottom}"/>`;
      return `${line}<text x="${at}" y="${PLOT.bottom + 18}" text-anchor="middle">${value.toLocaleString("en")}</text>`;
    }),
    `<path class="axis" fill="none" d="M${PLOT.left} ${PLOT.top}V${PLOT.bottom}H${PLOT.right}"/>`,
    `<text x="${(PLOT.left + PLOT.right) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${escapeXml(xLabel)}</text>`,
    `<text x="16" y="${(PLOT.top + PLOT.bottom) / 2}" text-anchor="middle" transform="rotate(-90 16 ${(PLOT.top + PLOT.bottom) / 2})">${escapeXml(yLabel)}</text>`,
    ...shown.map((curve, i) => {
      const colour = colours[i % colours.length]!;
      const path = curve.points.map((point) => `${round(x(point.x))},${round(y(point.y))}`).join(" ");
      const dots = curve.points.map(
        (p) => `<circle cx="${round(x(p.x))}" cy="${round(y(p.y))}" r="2.5" fill="${colour}"/>`,
      );
      const end = curve.points.at(-1)!;
      const leader = `<line x1="${round(x(end.x))}" y1="${round(y(end.y))}" x2="${PLOT.right + 12}" y2="${round(labels[i]!)}" stroke="${colour}" stroke-opacity="0.5"/>`;
      const label = `<text x="${PLOT.right + 16}" y="${round(labels[i]! + 4)}" style="fill: ${colour}">${escapeXml(curve.name)}</text>`;
      return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join("")}${leader}${label}`;
    }),
    "</svg>",
    "",
  ];
  return lines.join("\n");
}

/** Maps low … high to from … to; if low equals high, to the middle. */
function logScale(low: number, high: number, from: number, to: number): (value: number) => number {
  if (low === high) return () => (from + to) / 2;
  return (value) => from + ((to - from) * Math.log(value / low)) / Math.log(high / low);
}

/** The powers of ten in a range that begins and ends with powers of ten. */
function decades(low: number, high: number): number[] {
  return Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, i) => low * 10 ** i);
}

/** Label positions in the given order, moved apart as little as needed so that none overlap. */
export function spreadLabels(places: readonly number[], height = LABEL_HEIGHT): number[] {
  const order = places.map((_, i) => i).toSorted((a, b) => places[a]! - places[b]!);
  const positions = [...places];
  // Move neighbours that are too close apart by half the overlap each, until none are.
  for (let pass = 0; pass < 1000; pass++) {
    let isClose = false;
    for (let k = 1; k < order.length; k++) {
      const [above, below] = [order[k - 1]!, order[k]!];
      const missing = height - (positions[below]! - positions[above]!);
      if (missing <= 1e-6) continue;
      isClose = true;
      positions[above]! -= missing / 2;
      positions[below]! += missing / 2;
    }
    if (!isClose) break;
  }
  return positions;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
