/** Draws a frame: every visible panel in its place, as lines for the terminal. */
import { cellWidth, currentExitPrompt, numberedPanels, stateAt, type Message, type PanelId } from "@epochal/view";
import { createCellBuffer, type CellArea, type CellBuffer } from "../cells/cell-buffer.ts";
import { hasColours, type ColourDepth } from "../cells/style.ts";
import { wrap } from "../cells/wrap.ts";
import { drawExitPrompt, messageCells, messageText } from "../panels/edges/footer.ts";
import { help } from "../panels/help.ts";
import { panels } from "../panels/index.ts";
import { putTexts, type LegendItem, type Panel } from "../panels/panel.ts";
import { layout } from "./layout.ts";
import type { TerminalView } from "./terminal-view.ts";

/** Exactly `rows` − 1 lines (one in a window of one row), none wider than `columns`. Pure. */
export function drawFrame(view: TerminalView, columns: number, rows: number, depth: ColourDepth): string[] {
  const shown = { ...view, hasColours: hasColours(depth) };
  return drawCells(shown, columns, rows).lines(depth, view.background, view.isProjected);
}

export function drawCells(view: TerminalView, columns: number, rows: number): CellBuffer {
  const { settings, glyphs, state } = view;
  const page = createCellBuffer(columns, Math.max(1, rows - 1), { ascii: glyphs.isAscii });
  // Panels that ignore the cursor show the newest state, the others that at the cursor.
  const past =
    settings.cursor === undefined ? view : { ...view, state: stateAt(state, settings.cursor, view.exactSnapshot) };
  const linesFilled = (name: PanelId, width: number, lines: number) => {
    const panel: Panel = panels[name];
    return panel.linesFilled?.(view, width, lines) ?? lines;
  };
  const { hidden, full } = settings;
  const { runCount, isProjected } = view;
  const areas = layout(columns, rows, { hidden, full, runCount, isProjected, linesFilled });
  for (const { panel, x, y, width, height } of areas) {
    const panelView = panels[panel].ignoresCursor ? view : past;
    drawPanel(page.area(x, y, width, height), panels[panel], panelView, panel, settings.focus === panel);
  }
  if (view.message) drawMessage(page, view.message, view);
  if (settings.helpPage !== undefined) drawHelp(page, view);
  const exitPrompt = currentExitPrompt(view);
  const hasFooter = areas.some(({ panel }) => panel === "footer");
  if (exitPrompt) drawExitPrompt(emptyLastLine(page), exitPrompt);
  else if (settings.prompt !== undefined && !hasFooter) panels.footer.draw(emptyLastLine(page), view);
  return page;
}

function drawPanel(grid: CellArea, panel: Panel, view: TerminalView, name?: PanelId, isFocused = false): void {
  if (!panel.title) return panel.draw(grid, view);
  drawBorder(grid, view, isFocused);
  const room = grid.area(2, 0, grid.width - 4, 1);
  const number = name === undefined ? 0 : numberedPanels.indexOf(name) + 1;
  const sign = number > 0 ? `${number} ` : "";
  const title = `${panel.title(view, room.width - cellWidth(sign) - 2)} `;
  const start = room.put(room.put(0, 0, " "), 0, sign, "dim");
  room.put(start, 0, title, isFocused ? "inverse" : "bold");
  drawLegend(room, start + cellWidth(title), panel.legend?.(view) ?? []);
  panel.draw(grid.area(1, 1, grid.width - 2, grid.height - 2), view);
}

/** Draws as many entries as fit to the right of `from`. */
function drawLegend(room: CellArea, from: number, entries: readonly LegendItem[]): void {
  const texts = entries.flatMap((one, i) => (i === 0 ? one : [{ text: "  ", style: "plain" } as const, ...one]));
  const cells = texts.reduce((sum, { text }) => sum + cellWidth(text), 2);
  if (entries.length === 0) return;
  if (from + cells > room.width) return drawLegend(room, from, entries.slice(0, -1));
  const x = room.put(room.width - cells, 0, " ");
  room.put(putTexts(room, x, 0, texts), 0, " ");
}

function drawBorder(grid: CellArea, { glyphs }: TerminalView, isFocused: boolean): void {
  const { width, height } = grid;
  const style = isFocused ? "bold" : "dim";
  const across = glyphs.horizontal.repeat(Math.max(0, width - 2));
  grid.put(0, 0, glyphs.topLeft + across + glyphs.topRight, style);
  for (let y = 1; y < height - 1; y++) {
    grid.put(0, y, glyphs.vertical, style);
    grid.put(width - 1, y, glyphs.vertical, style);
  }
  if (height > 1) grid.put(0, height - 1, glyphs.bottomLeft + across + glyphs.bottomRight, style);
}

/** Draws a message above the footer if the footer has no room for it, or shows the prompt. */
function drawMessage(page: CellBuffer, message: Message, view: TerminalView): void {
  const { text, style } = messageText(message);
  const width = page.width - 4;
  const hasRoom = view.settings.prompt === undefined && cellWidth(text) <= messageCells(page.width);
  if (width < 10 || page.height < 6 || hasRoom) return;
  const lines = wrap(text, width - 2, page.height - 4);
  const area = page.area(1, page.height - 3 - lines.length, page.width - 2, lines.length + 2);
  for (let y = 0; y < area.height; y++) area.put(0, y, " ".repeat(area.width));
  drawBorder(area, view, true);
  lines.forEach((line, y) => area.put(2, y + 1, line, style));
}

/** The last line, cleared, for what must be seen even without a footer. */
function emptyLastLine(page: CellBuffer): CellArea {
  const line = page.area(0, page.height - 1, page.width, 1);
  line.put(0, 0, " ".repeat(line.width));
  return line;
}

/** Draws the help over the panels, as large as it needs. */
function drawHelp(page: CellBuffer, view: TerminalView): void {
  const { width, height } = help.size(view, page);
  const area = page.area(Math.floor((page.width - width) / 2), Math.floor((page.height - height) / 2), width, height);
  for (let y = 0; y < height; y++) area.put(0, y, " ".repeat(width));
  drawPanel(area, help, view);
}
