/** Many inputs and a class: the confusion matrix, with shades for the share of each true class. */
import { cellWidth, sampleConfusion } from "@epochal/view";
import type { CellArea } from "../../cells/cell-buffer.ts";
import type { TerminalView } from "../../frame/terminal-view.ts";
import { bar } from "../../charts/sparkline.ts";

const MAX_NAME = 12;

export function drawConfusion(grid: CellArea, { state, glyphs }: TerminalView): void {
  const found = sampleConfusion(state);
  if (!found) {
    grid.put(2, Math.floor(grid.height / 2), "waiting for the first snapshot", "dim");
    return;
  }
  const { classes, matrix, rows, correct } = found;
  const name = Math.min(MAX_NAME, Math.max(...classes.map(cellWidth)));
  const cells = Math.max(4, Math.min(name + 1, Math.floor((grid.width - name - 2) / classes.length)));
  const shown = classes.slice(0, Math.max(1, Math.min(grid.height - 2, Math.floor((grid.width - name - 2) / cells))));
  const put = (column: number, y: number, text: string, style: "dim" | "plain" | "blueBold" | "orange") => {
    const x = name + 2 + column * cells;
    grid.put(x + cells - 1 - Math.min(cells - 1, cellWidth(text)), y, cut(text, cells - 1), style);
  };
  shown.forEach((one, k) => put(k, 0, one, "dim"));
  shown.forEach((one, c) => {
    grid.put(1, c + 1, cut(one, name), "dim");
    shown.forEach((_, k) => {
      const count = matrix[c]?.[k] ?? 0;
      put(k, c + 1, count === 0 ? "·" : String(count), c === k ? "blueBold" : count > 0 ? "orange" : "dim");
    });
  });
  const share = correct / rows;
  const label = `${correct} of ${rows} right `;
  const y = Math.min(grid.height - 1, shown.length + 2);
  const end = grid.put(1, y, label, "plain");
  grid.put(end, y, bar(share, Math.max(0, grid.width - end - 1), glyphs), "blue");
}

function cut(text: string, cells: number): string {
  return cellWidth(text) <= cells ? text : text.slice(0, cells);
}
