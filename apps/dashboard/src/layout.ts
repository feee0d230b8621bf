/** Which panels a window of some size shows, and where. */
import type { PanelName } from "./panels/index.ts";

export interface Place {
  readonly panel: PanelName;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A row of panels: how high it is, and the share of the width that each gets. */
interface Band {
  readonly height: number;
  readonly panels: readonly (readonly [PanelName, share: number])[];
}

/**
 * Places for a window. They never overlap and use at most `rows` − 1 lines, since a full window flickers; in a window of
 * one row there is one line.
 */
export function layout(columns: number, rows: number): Place[] {
  const lines = Math.max(1, rows - 1);
  if (columns <= 40 || rows <= 10) {
    const place = { x: 0, width: columns };
    if (lines < 6) return [{ ...place, panel: "tiny", y: 0, height: lines }];
    return [
      { ...place, panel: "tiny", y: 0, height: lines - 1 },
      { ...place, panel: "footer", y: lines - 1, height: 1 },
    ];
  }
  const bands: Band[] = [
    band(1, ["header", 1]),
    band(1, ["progress", 1]),
    ...chooseBands(columns, lines - 3),
    band(1, ["footer", 1]),
  ];
  const places: Place[] = [];
  let y = 0;
  for (const { height, panels } of bands) {
    const total = panels.reduce((sum, [, share]) => sum + share, 0);
    let before = 0;
    for (const [panel, share] of panels) {
      const x = Math.round((before / total) * columns);
      before += share;
      places.push({ panel, x, y, width: Math.round((before / total) * columns) - x, height });
    }
    y += height;
  }
  return places;
}

/** As much as the room allows: layers, residuals, events, fit and metrics drop out in this order. */
function chooseBands(columns: number, lines: number): Band[] {
  if (columns >= 160 && lines >= 46) return threeRows(lines);
  if (columns >= 110 && lines >= 32) return twoRowsAndEvents(lines);
  // The table of metrics needs so much, frame included.
  const left = Math.max(48, Math.round(columns * 0.6));
  const right = columns - left;
  if (right >= 24 && lines >= 16) {
    return [band(lines - 8, ["loss", left], ["fit", right]), band(8, ["metrics", left], ["network", right])];
  }
  if (right >= 24 && lines >= 8) return [band(lines, ["loss", columns - 48], ["metrics", 48])];
  if (lines >= 14) return [band(lines - 8, ["loss", 1]), band(8, ["metrics", 1])];
  return [band(lines, ["loss", 1])];
}

function threeRows(lines: number): Band[] {
  const below = 11;
  const middle = Math.round((lines - below) * 0.35);
  return [
    band(lines - middle - below, ["loss", 6], ["fit", 4]),
    band(middle, ["score", 3], ["gradient", 3], ["residuals", 4]),
    band(below, ["metrics", 64], ["network", 56], ["events", 80]),
  ];
}

function twoRowsAndEvents(lines: number): Band[] {
  const below = Math.min(12, Math.round(lines * 0.33));
  return [
    band(lines - below - 5, ["loss", 6], ["fit", 4]),
    band(below, ["metrics", 48], ["residuals", 38], ["network", 34]),
    band(5, ["events", 1]),
  ];
}

function band(height: number, ...panels: Band["panels"]): Band {
  return { height, panels };
}
