/** The help, in as many pages as it takes. */
import { helpSections, readOnlyText } from "@epochal/view";
import type { CellArea } from "../cells/cell-buffer.ts";
import type { Style } from "../cells/style.ts";
import { wrap } from "../cells/wrap.ts";
import { keyLabel } from "../frame/labels.ts";
import type { TerminalView } from "../frame/terminal-view.ts";
import type { Panel } from "./panel.ts";

/** Cells of a column, and of the names in it. */
const NAME = 14;
const COLUMN = 56;
/** Cells of a single column: longer lines are hard to read. */
const ALONE = 76;
/** Cells at the left, and between two columns. */
const MARGIN = 2;

/** Not part of the layout: it has the size it needs. */
export const help: Panel & { size(view: TerminalView, page: CellArea): { width: number; height: number } } = {
  title: (view) => {
    const { pages } = arrange(view, view.size.columns - 2, view.size.rows - 3);
    return pages.length > 1 ? `help, page ${shownPage(view, pages.length) + 1} of ${pages.length}` : "help";
  },
  legend: ({ glyphs }) => [
    [{ text: "any key closes", style: "dim" }],
    [{ text: glyphs.isAscii ? "up/down turn" : "↑ ↓ turn", style: "dim" }],
  ],
  size(view, page) {
    const { pages, columns, width } = arrange(view, page.width - 2, page.height - 2);
    const most = Math.max(...pages.map((lines) => Math.ceil(lines.length / columns)));
    const cells = columns * (width + MARGIN) + MARGIN;
    return { width: Math.min(page.width, cells + 2), height: Math.min(page.height, most + 2) };
  },
  draw(grid, view) {
    const { columns, width, pages } = arrange(view, grid.width, Math.max(1, view.size.rows - 3));
    const lines = pages[shownPage(view, pages.length)] ?? [];
    const rows = Math.ceil(lines.length / columns);
    lines.forEach(({ name, text, style }, i) => {
      const x = MARGIN + Math.floor(i / rows) * (width + MARGIN);
      grid.put(x, i % rows, name, style);
      grid.put(x + NAME, i % rows, text, "plain");
    });
  },
};

interface Line {
  readonly name: string;
  readonly text: string;
  readonly style: Style;
}

interface Arranged {
  readonly columns: number;
  /** Cells of a column. */
  readonly width: number;
  readonly pages: readonly (readonly Line[])[];
}

/** In two columns if there is room, else in one. */
function arrange(view: TerminalView, width: number, height: number): Arranged {
  const columns = Math.max(1, Math.min(2, Math.floor((width - MARGIN) / (COLUMN + MARGIN))));
  const column = Math.min(columns === 1 ? ALONE : COLUMN, Math.floor((width - MARGIN) / columns) - MARGIN);
  const lines = linesOf(view, column);
  const perPage = Math.max(1, height) * columns;
  const count = Math.max(1, Math.ceil(lines.length / perPage));
  return {
    columns,
    width: column,
    pages: Array.from({ length: count }, (_, i) => lines.slice(i * perPage, (i + 1) * perPage)),
  };
}

function shownPage({ settings }: TerminalView, pages: number): number {
  return Math.min(settings.helpPage ?? 0, pages - 1);
}

function linesOf(view: TerminalView, width: number): Line[] {
  const cells = Math.max(10, width - NAME);
  return [
    ...(view.canControl ? [] : readOnlyLines(view, width)),
    ...helpSections(view).flatMap(({ title, entries }): Line[] => [
      { name: title, text: "", style: "blueBold" },
      ...entries.flatMap((entry) => entryLines(keyLabel(entry, view.glyphs), entry.text, cells)),
    ]),
  ];
}

/** Why keys are missing, over the whole width. */
function readOnlyLines({ controlHint }: TerminalView, cells: number): Line[] {
  return wrap(readOnlyText(controlHint), cells, 4).map((name) => ({ name, text: "", style: "dim" }));
}

function entryLines(name: string, text: string, cells: number): Line[] {
  return wrap(text, cells, 4).map((line, i): Line => ({ name: i === 0 ? name : "", text: line, style: "bold" }));
}
