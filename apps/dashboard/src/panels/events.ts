/** What happened, newest first: commands and their answers, what the run noticed. */
import { formatDuration } from "../format.ts";
import type { News } from "../state.ts";
import type { Style } from "../theme.ts";
import type { Panel } from "./panel.ts";

export const styleOfNews: Readonly<Record<News["kind"], Style>> = {
  applied: "plain",
  refused: "orangeBold",
  noticed: "orange",
  finished: "bold",
};

export const events: Panel = {
  title: () => "events",
  draw(grid, { state }) {
    const newest = state.news.slice(-grid.height).reverse();
    if (newest.length === 0) grid.put(1, 0, "nothing yet: commands and what the run notices appear here", "dim");
    newest.forEach(({ kind, atMs, text }, y) => {
      grid.put(1, y, formatDuration(atMs), "dim");
      grid.put(9, y, kind, "dim");
      grid.put(18, y, text, styleOfNews[kind]);
    });
  },
};
