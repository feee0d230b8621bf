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
    const { rows, columns, width } = arrange(view, page.width - 2, page.height - 2);
    const cells = columns * (width + MARGIN) + MARGIN;
    return { width: Math.min(page.width, cells + 2), height: Math.min(page.height, rows + 2) };
  },
  draw(grid, view) {
    const { width, pages } = arrange(view, grid.width, Math.max(1, view.size.rows - 3));
    pages[shownPage(view, pages.length)]?.forEach((lines, column) => {
      const x = MARGIN + column * (width + MARGIN);
      lines.forEach(({ name, text, style }, y) => {
        grid.put(x, y, name, style);
        grid.put(x + NAME, y, text, "plain");
      });
    });
  },
};

interface Line {
  readonly name: string;
  readonly text: string;
  readonly style: Style;
}

interface Arranged {
  /** Cells of a column, and its lines. */
  readonly width: number;
  readonly rows: number;
  readonly columns: number;
  /** The columns of each page. */
  readonly pages: readonly (readonly (readonly Line[])[])[];
}

/** In two columns if there is room, else in one; no longer than needed, so that the columns of a single page are even. */
function arrange(view: TerminalView, cells: number, height: number): Arranged {
  const columns = Math.max(1, Math.min(2, Math.floor((cells - MARGIN) / (COLUMN + MARGIN))));
  const width = Math.min(columns === 1 ? ALONE : COLUMN, Math.floor((cells - MARGIN) / columns) - MARGIN);
  const entries = entriesOf(view, width);
  const pagesOf = (rows: number) => chunk(fill(entries, rows), columns);
  let rows = Math.max(1, height);
  const { length } = pagesOf(rows);
  while (rows > 1 && pagesOf(rows - 1).length === length) rows -= 1;
  return { width, rows, columns, pages: pagesOf(rows) };
}

/** Columns of at most `rows` lines; an entry is not divided if a column can hold it. */
function fill(entries: readonly (readonly Line[])[], rows: number): Line[][] {
  const columns: Line[][] = [[]];
  for (const lines of entries) {
    if (columns.at(-1)!.length + lines.length > rows && columns.at(-1)!.length > 0) columns.push([]);
    columns.at(-1)!.push(...lines.slice(0, rows));
  }
  return columns;
}

function chunk<Value>(values: readonly Value[], size: number): Value[][] {
  const count = Math.ceil(values.length / size);
  return Array.from({ length: count }, (_, i) => values.slice(i * size, (i + 1) * size));
}

function shownPage({ settings }: TerminalView, pages: number): number {
  return Math.min(settings.helpPage ?? 0, pages - 1);
}

/** The lines of each entry; a title stays with the first entry below it. */
function entriesOf(view: TerminalView, width: number): Line[][] {
  const cells = Math.max(10, width - NAME);
  const sections = helpSections(view).flatMap(({ title, entries }) =>
    entries.map((entry, i) => [
      ...(i === 0 ? [{ name: title, text: "", style: "blueBold" } as const] : []),
      ...entryLines(keyLabel(entry, view.glyphs), entry.text, cells),
    ]),
  );
  return view.canControl ? sections : [readOnlyLines(view, width), ...sections];
}

/** Why keys are missing, over the whole width. */
function readOnlyLines({ controlHint }: TerminalView, cells: number): Line[] {
  return wrap(readOnlyText(controlHint), cells, 4).map((name) => ({ name, text: "", style: "dim" }));
}

function entryLines(name: string, text: string, cells: number): Line[] {
  return wrap(text, cells, 4).map((line, i): Line => ({ name: i === 0 ? name : "", text: line, style: "bold" }));
}
