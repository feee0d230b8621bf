/** The layout: which panels a window shows, and where. */
import type { PanelId, View } from "@epochal/view";

/** In cells. */
export interface WindowSize {
  readonly columns: number;
  readonly rows: number;
}

export interface PanelArea {
  readonly panel: PanelId;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface LayoutOptions {
  /** Default: none. */
  readonly hidden?: readonly PanelId[];
  /** The panel that fills the window. */
  readonly full?: PanelId | undefined;
  /** The number of runs. Default 1. */
  readonly runCount?: number;
  /** For a projector: loss, fit and metrics only. Default false. */
  readonly isProjected?: boolean;
  /** The lines that a panel of this width fills, of those it could have at most. Default: all. */
  readonly linesFilled?: (panel: PanelId, width: number, lines: number) => number;
}

/** A row of panels, with its height in lines and their shares of the width. */
interface Band {
  readonly height: number;
  readonly panels: readonly (readonly [PanelId, share: number])[];
}

/** Areas that never overlap, in `rows` − 1 lines, since a full window flickers; a window of one row is used. */
export function layout(columns: number, rows: number, options: LayoutOptions = {}): PanelArea[] {
  const lines = Math.max(1, rows - 1);
  if (columns <= 40 || rows <= 10) return smallest(columns, lines, options.full);
  const body = options.full
    ? [band(lines - 3, [options.full, 1])]
    : filled(without(options.hidden ?? [], bandsOf(columns, lines - 3, options)), columns, options.linesFilled);
  const bands = [band(1, ["header", 1]), band(1, ["progress", 1]), ...body];
  const areas: PanelArea[] = [];
  let y = 0;
  for (const one of bands) {
    areas.push(...across(one, columns).map((place) => ({ ...place, y, height: one.height })));
    y += one.height;
  }
  return [...areas, { panel: "footer", x: 0, y: lines - 1, width: columns, height: 1 }];
}

/** The panels of a band, side by side. */
function across({ panels }: Band, columns: number): Pick<PanelArea, "panel" | "x" | "width">[] {
  const total = panels.reduce((sum, [, share]) => sum + share, 0);
  let before = 0;
  return panels.map(([panel, share]) => {
    const x = Math.round((before / total) * columns);
    before += share;
    return { panel, x, width: Math.round((before / total) * columns) - x };
  });
}

/** Bands no higher than their panels fill; the lines that nothing would fill go to the first band, with the loss and the fit. */
function filled(bands: readonly Band[], columns: number, linesFilled: LayoutOptions["linesFilled"]): Band[] {
  if (!linesFilled) return [...bands];
  const lower = bands.slice(1).map((one) => {
    const most = one.height - FRAME;
    const lines = across(one, columns).map(({ panel, width }) => linesFilled(panel, width - FRAME, most));
    return { ...one, height: FRAME + Math.min(most, Math.max(1, ...lines)) };
  });
  return bands
    .slice(0, 1)
    .map((first) => ({ ...first, height: sumOf(bands) - sumOf(lower) }))
    .concat(lower);
}

/** Cells of the frame of a panel, in each direction. */
const FRAME = 2;

/** The panels that a window has room for. */
export function visiblePanels(
  size: WindowSize,
  { settings, runCount, isProjected = false }: Pick<View, "settings" | "runCount"> & { readonly isProjected?: boolean },
): PanelId[] {
  return layout(size.columns, size.rows, { ...settings, runCount, isProjected }).map(({ panel }) => panel);
}

function smallest(columns: number, lines: number, full: PanelId | undefined): PanelArea[] {
  const place = { x: 0, width: columns };
  if (lines < 6) return [{ ...place, panel: "tiny", y: 0, height: lines }];
  return [
    { ...place, panel: full ?? "tiny", y: 0, height: lines - 1 },
    { ...place, panel: "footer", y: lines - 1, height: 1 },
  ];
}

/** The bands without hidden panels; the first one gets the height of the bands that are gone. */
function without(hidden: readonly PanelId[], bands: readonly Band[]): Band[] {
  if (hidden.length === 0) return [...bands];
  const left = bands
    .map(({ height, panels }) => ({ height, panels: panels.filter(([name]) => !hidden.includes(name)) }))
    .filter(({ panels }) => panels.length > 0);
  const freed = sumOf(bands) - sumOf(left);
  return left.map((kept, i) => (i === 0 ? { ...kept, height: kept.height + freed } : kept));
}

function sumOf(bands: readonly Band[]): number {
  return bands.reduce((sum, { height }) => sum + height, 0);
}

function bandsOf(columns: number, lines: number, { runCount = 1, isProjected }: LayoutOptions): Band[] {
  if (!isProjected || columns < 70 || lines < 18) return chooseBands(columns, lines, runCount);
  return [band(lines - 8, ["loss", 6], ["fit", 4]), band(8, [runCount > 1 ? "runs" : "metrics", 1])];
}

/** As many panels as there is room for: neurons, network, residuals, events, fit and metrics drop out in this order. */
function chooseBands(columns: number, lines: number, runCount: number): Band[] {
  const hasRuns = runCount > 1;
  if (columns >= 160 && lines >= 46) return huge(lines, runCount);
  if (columns >= 110 && lines >= 32) return large(lines, runCount);
  // 48 cells is the width of the metrics panel, frame included.
  const left = Math.max(48, Math.round(columns * 0.6));
  const right = columns - left;
  const side: PanelId = hasRuns ? "runs" : "network";
  if (columns >= 110 && lines >= 16) {
    return [band(lines - 8, ["loss", 6], ["fit", 4]), band(8, ["metrics", 48], [side, 32], ["neurons", columns - 80])];
  }
  if (right >= 24 && lines >= 36) {
    const middle = Math.round((lines - 13) * 0.35);
    return [
      band(lines - middle - 13, ["loss", left], ["fit", right]),
      band(8, ["metrics", left], [side, right]),
      band(middle, ["neurons", left], ["residuals", right]),
      band(5, ["events", 1]),
    ];
  }
  if (right >= 24 && lines >= 16) {
    return [band(lines - 8, ["loss", left], ["fit", right]), band(8, ["metrics", left], [side, right])];
  }
  if (right >= 24 && lines >= 8) return [band(lines, ["loss", columns - 48], ["metrics", 48])];
  if (lines >= 14) return [band(lines - 8, ["loss", 1]), band(8, [hasRuns ? "runs" : "metrics", 1])];
  return [band(lines, ["loss", 1])];
}

/** The height of a list of all runs, as far as there is room: its frame, its head, its last line. */
function runsHeight(runCount: number, most: number): number {
  return Math.min(most, runCount + 4);
}

function huge(lines: number, runCount: number): Band[] {
  const hasRuns = runCount > 1;
  const below = 13;
  const events = hasRuns ? Math.max(6, runsHeight(runCount, 14)) : 6;
  // Residuals fill an even number of lines.
  const middle = 2 * Math.floor((lines - below - events) * 0.175);
  return [
    band(lines - middle - below - events, ["loss", 6], ["fit", 4]),
    band(middle, ["score", 3], ["gradient", 3], ["residuals", 4]),
    band(below, ["metrics", 62], ["network", 58], ["neurons", 80]),
    hasRuns ? band(events, ["runs", 120], ["events", 80]) : band(events, ["events", 1]),
  ];
}

function large(lines: number, runCount: number): Band[] {
  const hasRuns = runCount > 1;
  const middle = Math.min(14, Math.round(lines * 0.3));
  const below = Math.max(Math.min(12, Math.round(lines * 0.25)), hasRuns ? runsHeight(runCount, 12) : 0);
  return [
    band(lines - middle - below, ["loss", 6], ["fit", 4]),
    band(middle, ["metrics", 48], ["network", 32], ["neurons", 40]),
    hasRuns ? band(below, ["runs", 76], ["events", 44]) : band(below, ["residuals", 48], ["events", 72]),
  ];
}

function band(height: number, ...panels: Band["panels"]): Band {
  return { height, panels };
}
