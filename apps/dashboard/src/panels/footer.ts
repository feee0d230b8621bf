/** The newest thing that happened, and the keys that do something now. */
import { cellsOf } from "../grid.ts";
import { formatDuration } from "../format.ts";
import { usableKeys } from "../keys.ts";
import { styleOfNews } from "./events.ts";
import type { Panel } from "./panel.ts";

/** Cells that are always left for the way out. */
const QUIT = 9;

export const footer: Panel = {
  draw(grid, view) {
    const { state, glyphs } = view;
    const newest = state.news.at(-1);
    let x = 1;
    if (newest) {
      const { kind, atMs, text } = newest;
      const prefix = kind === "refused" || kind === "finished" ? `${kind}: ` : "";
      const suffix = kind === "finished" ? " – q to leave" : "";
      const room = grid.area(0, 0, Math.max(0, grid.width - QUIT), 1);
      x = room.put(x, 0, `${formatDuration(atMs)} `, "dim");
      x = room.put(x, 0, prefix + text + suffix, styleOfNews[kind]);
      x = grid.put(Math.min(x, room.width) + 1, 0, glyphs.vertical, "dim") + 1;
    }
    // Help and the way out are told whatever the room: of the others, the last go first.
    const usable = usableKeys(view);
    const needed = (keys: typeof usable) =>
      keys.reduce((sum, { name, label }) => sum + cellsOf(`${name} ${label}`) + 2, -1);
    while (usable.length > 1 && x + needed(usable) > grid.width) usable.splice(Math.max(0, usable.length - 3), 1);
    for (const { name, label } of usable) {
      x = grid.put(x, 0, name, "bold");
      x = grid.put(x + 1, 0, label, "dim") + 2;
    }
  },
};
