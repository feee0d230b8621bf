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

/** Its lines until there are more entries, so that the charts seldom change their size. */
const MIN_LINES = 3;

export const events: Panel = {
  ignoresCursor: true,
  title: () => "events",
  linesFilled: ({ state }, width, height) => Math.max(MIN_LINES, newestLines(state.activity, width, height).length),
  draw(grid, { state }) {
    if (state.activity.length === 0) grid.put(1, 0, "nothing yet: commands and notices appear here", "dim");
    newestLines(state.activity, grid.width, grid.height).forEach(({ entry, isFirst, text }, y) => {
      if (isFirst) grid.put(1, y, formatDuration(entry.atMs), "dim");
      if (isFirst) grid.put(9, y, describeKind(entry), "dim");
      grid.put(TEXT, y, text, activityStyles[entry.kind]);
    });
  },
};

/** The column of the texts. */
const TEXT = 18;

interface ActivityLine {
  readonly entry: ActivityEntry;
  /** Whether it is the first line of its entry. */
  readonly isFirst: boolean;
  readonly text: string;
}

/** At most `height` lines. */
function newestLines(activity: readonly ActivityEntry[], width: number, height: number): ActivityLine[] {
  const lines: ActivityLine[] = [];
  for (const entry of activity.slice(-height).reverse()) {
    if (lines.length >= height) break;
    const texts = wrap(describeActivity(entry), width - TEXT - 1, height - lines.length);
    lines.push(...texts.map((text, i) => ({ entry, isFirst: i === 0, text })));
  }
  return lines;
}
