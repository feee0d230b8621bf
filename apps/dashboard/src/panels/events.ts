/** The activity of the run, newest first. */
import { describeActivity, describeKind, formatDuration, type ActivityEntry } from "@epochal/view";
import type { Style } from "../cells/style.ts";
import { wrap } from "../cells/wrap.ts";
import type { Panel } from "./panel.ts";

export const activityStyles: Readonly<Record<ActivityEntry["kind"], Style>> = {
  applied: "plain",
  refused: "warning",
  noticed: "warning",
  interrupted: "warning",
  finished: "bold",
  printed: "dim",
};

export const events: Panel = {
  ignoresCursor: true,
  title: () => "events",
  draw(grid, { state }) {
    const newest = state.activity.slice(-grid.height).reverse();
    if (newest.length === 0) grid.put(1, 0, "nothing yet: commands and notices appear here", "dim");
    let y = 0;
    for (const entry of newest) {
      if (y >= grid.height) break;
      grid.put(1, y, formatDuration(entry.atMs), "dim");
      grid.put(9, y, describeKind(entry), "dim");
      for (const line of wrap(describeActivity(entry), grid.width - 19, grid.height - y)) {
        grid.put(18, y, line, activityStyles[entry.kind]);
        y += 1;
      }
    }
  },
};
