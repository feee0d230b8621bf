/** How far the run has come, how fast it goes and when it will be through. */
import { bar } from "../charts/bar.ts";
import { formatCount, formatDuration } from "../format.ts";
import { measuredPace, remainingMs, trainingMs } from "../state.ts";
import type { Panel } from "./panel.ts";

export const progress: Panel = {
  draw(grid, view) {
    const { state, glyphs, sinceLastEventMs } = view;
    const { epoch } = state;
    const total = state.started?.spec.epochs ?? 0;
    const share = total > 0 ? epoch / total : 0;

    const word = grid.width >= 100 ? "epoch" : "ep";
    const left = ` ${word} ${String(epoch).padStart(String(total).length)}/${total} `;
    const pace = measuredPace(state);
    const times = [
      `${String(Math.floor(share * 100)).padStart(3)}%`,
      formatDuration(trainingMs(state) + (state.phase === "running" ? sinceLastEventMs : 0)),
      ...(state.phase === "finished" ? [] : [`eta ${formatDuration(remainingMs(state))}`]),
      `${(pace === undefined ? "–" : formatCount(pace)).padStart(5)}${grid.width >= 100 ? " epochs/s" : "/s"}`,
    ];
    const right = grid.width >= 50 ? times.join("  ") : (times[0] ?? "");

    const cells = grid.width - left.length - right.length - 2;
    grid.put(0, 0, left, "plain");
    if (cells > 0) {
      grid.put(left.length, 0, glyphs.track.repeat(cells), "dim");
      grid.put(left.length, 0, bar(share, cells, glyphs), "blue");
    }
    grid.put(left.length + Math.max(0, cells) + 1, 0, right, "plain");
  },
};
