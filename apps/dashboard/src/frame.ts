/** The whole picture: every panel in its place, as lines for the terminal. */
import { cellsOf, createPage, type Grid } from "./grid.ts";
import { layout } from "./layout.ts";
import { help, helpSize } from "./panels/help.ts";
import { panels, type Panel } from "./panels/index.ts";
import { putAll } from "./panels/panel.ts";
import type { ColourDepth, Glyphs } from "./theme.ts";
import type { View } from "./view.ts";

/**
 * The lines of a frame: exactly `rows` − 1 of them (one in a window of one row), none wider than `columns`.
 * Pure: the same view and size give the same lines.
 */
export function drawFrame(view: View, columns: number, rows: number, depth: ColourDepth): string[] {
  const page = createPage(columns, Math.max(1, rows - 1), { ascii: view.glyphs.isAscii });
  for (const { panel, x, y, width, height } of layout(columns, rows)) {
    drawPanel(page.area(x, y, width, height), panels[panel], view);
  }
  if (view.isHelpShown) drawHelp(page, view);
  return page.lines(depth);
}

function drawPanel(grid: Grid, panel: Panel, view: View): void {
  if (!panel.title) {
    panel.draw(grid, view);
    return;
  }
  drawBorder(grid, view.glyphs);
  const room = grid.area(2, 0, grid.width - 4, 1);
  const title = ` ${panel.title(view)} `;
  const legend = panel.legend?.(view) ?? [];
  const legendCells = legend.reduce((sum, { text }) => sum + cellsOf(text), 2);
  room.put(0, 0, title, "bold");
  if (legend.length > 0 && cellsOf(title) + legendCells + 1 <= room.width) {
    const x = room.put(room.width - legendCells, 0, " ");
    room.put(putAll(room, x, 0, legend), 0, " ");
  }
  panel.draw(grid.area(1, 1, grid.width - 2, grid.height - 2), view);
}

function drawBorder(grid: Grid, glyphs: Glyphs): void {
  const { width, height } = grid;
  const across = glyphs.horizontal.repeat(Math.max(0, width - 2));
  grid.put(0, 0, glyphs.topLeft + across + glyphs.topRight, "dim");
  for (let y = 1; y < height - 1; y++) {
    grid.put(0, y, glyphs.vertical, "dim");
    grid.put(width - 1, y, glyphs.vertical, "dim");
  }
  if (height > 1) grid.put(0, height - 1, glyphs.bottomLeft + across + glyphs.bottomRight, "dim");
}

function drawHelp(page: Grid, view: View): void {
  const { width, height } = helpSize(view, page);
  const area = page.area(Math.floor((page.width - width) / 2), Math.floor((page.height - height) / 2), width, height);
  for (let y = 0; y < height; y++) area.put(0, y, " ".repeat(width));
  drawPanel(area, help, view);
}
