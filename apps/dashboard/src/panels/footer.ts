/** What should be known first or happened last, and the keys that do something now. */
import { cellsOf, shorten } from "../grid.ts";
import { formatDuration } from "../format.ts";
import { usableKeys } from "../keys.ts";
import { warningOf } from "../warning.ts";
import { styleOfNews } from "./events.ts";
import { putAll, type Panel, type Remark } from "./panel.ts";
import type { View } from "../view.ts";

/** Most room for the beginning of what a rule says. */
const REMARK_CELLS = 60;

export const footer: Panel = {
  draw(grid, view) {
    const usable = usableKeys(view)
      .filter(({ isQuiet }) => !isQuiet)
      .map((key) => ({ name: key.name, label: key.label(view) }));
    const cellsOfKeys = (keys: typeof usable) =>
      keys.reduce((sum, { name, label }) => sum + cellsOf(`${name} ${label}`) + 2, -1);

    let x = 1;
    // The way out is told whatever the room. What a rule says is long: it leaves the help too, and where there is room for
    // the events panel, that has it whole.
    const isRemark = view.state.news.at(-1)?.rule !== undefined;
    const left = grid.width - cellsOfKeys(usable.slice(isRemark ? -2 : -1)) - 3;
    const room = isRemark ? Math.min(left, REMARK_CELLS) : left;
    const said = message(view, room);
    if (said.length > 0) {
      x = putAll(grid, x, 0, said);
      x = grid.put(x + 1, 0, view.glyphs.vertical, "dim") + 1;
    }
    // Help comes next; of the others, the last go first.
    while (usable.length > 1 && x + cellsOfKeys(usable) > grid.width) usable.splice(Math.max(0, usable.length - 3), 1);
    for (const { name, label } of usable) {
      x = grid.put(x, 0, name, "bold");
      x = grid.put(x + 1, 0, label, "dim") + 2;
    }
  },
};

/** In at most so many cells, from the second on; nothing where that would say nothing. */
function message(view: View, cells: number): Remark[] {
  const warning = warningOf(view);
  if (warning) {
    const { text, short, style } = warning;
    return fitting([{ text: cellsOf(text) < cells ? text : short, style }], cells);
  }
  const newest = view.state.news.at(-1);
  if (!newest) return [];
  const { kind, atMs, text } = newest;
  return fitting(
    [
      { text: `${formatDuration(atMs)} `, style: "dim" },
      { text: kind === "refused" ? `refused: ${text}` : text, style: styleOfNews[kind] },
    ],
    cells,
  );
}

/** The last piece shortened to what room the others leave. */
function fitting(remarks: readonly Remark[], cells: number): Remark[] {
  let left = cells - 1;
  return remarks
    .map(({ text, style }) => {
      const fits = shorten(text, left);
      left -= cellsOf(fits);
      return { text: fits, style };
    })
    .filter(({ text }) => text !== "");
}
