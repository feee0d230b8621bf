/** How far the run is, how fast it trains and when it will end. */
import { cellWidth, describeTimes, describeTotal } from "@epochal/view";
import type { Panel } from "../panel.ts";

/** The minimum width of the bar: if it has less, a shorter text is used. */
const BAR = 8;

export const progress: Panel = {
  ignoresCursor: true,
  draw(grid, view) {
    const { state, glyphs } = view;
    const total = state.started?.spec.epochs ?? 0;
    // A run that ended early is complete.
    const share = state.finished ? 1 : total > 0 ? state.epoch / total : 0;
    const isWide = grid.width >= 100;

    const left = ` ${isWide ? "epoch" : "ep"} ${String(state.epoch).padStart(String(total).length)}${describeTotal(state, isWide)} `;
    const percent = `${String(Math.floor(share * 100)).padStart(3)}%`;
    const barBeside = (text: string) => grid.width - cellWidth(left) - cellWidth(text) - 2;
    const choices =
      grid.width >= 50
        ? describeTimes(view, isWide).map((parts) => [...(state.finished ? [] : [percent]), ...parts].join("  "))
        : [];
    const right = choices.find((text) => barBeside(text) >= BAR) ?? choices.at(-1) ?? percent;

    const cells = barBeside(right);
    const start = grid.put(0, 0, left, "plain");
    if (cells > 0) {
      const done = Math.floor(Math.min(1, share) * cells);
      grid.put(start, 0, glyphs.track.repeat(cells), "dim");
      grid.put(start, 0, glyphs.trackDone.repeat(done), "blue");
      const { cursor } = view.settings;
      if (cursor !== undefined)
        grid.put(
          start + Math.floor((cursor / (state.finished?.epoch || total)) * (cells - 1)),
          0,
          glyphs.cursor,
          "bold",
        );
    }
    grid.put(start + Math.max(0, cells) + 1, 0, right, "plain");
  },
};
