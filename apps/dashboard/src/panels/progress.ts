/** How far the run has come, how fast it goes and when it will be through. */
import {
  canStopEarly,
  currentPatience,
  formatCount,
  formatDuration,
  measuredPace,
  remainingMs,
  observedStatus,
  trainingMs,
} from "@epochal/view";
import { cellWidth } from "../cells/cell-buffer.ts";
import type { TerminalView } from "../frame/terminal-view.ts";
import type { Panel } from "./panel.ts";

/** Cells that a remark must leave to the bar. */
const BAR = 8;

export const progress: Panel = {
  ignoresCursor: true,
  draw(grid, view) {
    const { state, glyphs } = view;
    const total = state.started?.spec.epochs ?? 0;
    const share = total > 0 ? state.epoch / total : 0;
    const isWide = grid.width >= 100;

    const left = ` ${isWide ? "epoch" : "ep"} ${String(state.epoch).padStart(String(total).length)}${ofAll(view, isWide)} `;
    const percent = `${String(Math.floor(share * 100)).padStart(3)}%`;
    const barBeside = (text: string) => grid.width - cellWidth(left) - cellWidth(text) - 2;
    const choices = grid.width >= 50 ? times(view, isWide).map((parts) => [percent, ...parts].join("  ")) : [];
    const right = choices.find((text) => barBeside(text) >= BAR) ?? choices.at(-1) ?? percent;

    const cells = barBeside(right);
    const start = grid.put(0, 0, left, "plain");
    if (cells > 0) {
      const done = Math.floor(Math.min(1, share) * cells);
      grid.put(start, 0, glyphs.track.repeat(cells), "dim");
      grid.put(start, 0, glyphs.trackDone.repeat(done), "blue");
      const { cursor } = view.settings;
      if (cursor !== undefined)
        grid.put(start + Math.floor((cursor / total) * (cells - 1)), 0, glyphs.cursor, "orangeBold");
    }
    grid.put(start + Math.max(0, cells) + 1, 0, right, "plain");
  },
};

/** `/1000`, or where a rule may end the run before, that this is only the most. */
function ofAll({ state }: TerminalView, isWide: boolean): string {
  const total = state.started?.spec.epochs ?? 0;
  if (state.phase === "finished" || !canStopEarly(state)) return `/${total}`;
  return isWide ? ` of at most ${total}` : ` of ≤${total}`;
}

/** What stands behind the bar, the longest choice first; what would only be true of a run that goes on is left out of others. */
function times(view: TerminalView, isWide: boolean): string[][] {
  const { state, sinceLastEventMs } = view;
  const standing = observedStatus(view);
  const spent = formatDuration(trainingMs(state) + (standing === "running" ? sinceLastEventMs : 0));
  if (standing === "lost" || standing === "stale" || standing === "interrupted") return [[spent]];

  const pace = measuredPace(state);
  const rate = `${(pace === undefined ? "–" : formatCount(pace)).padStart(5)}${isWide ? " epochs/s" : "/s"}`;
  if (standing === "finished") return [[spent, rate]];
  return endings(view).map((ending) => [spent, ending, rate]);
}

/** When the run will be through; or, once half of the wait for something better is over, when it will end without it. */
function endings({ state }: TerminalView): string[] {
  const patience = currentPatience(state);
  if (!patience || patience.left * 2 >= patience.epochs) {
    return [`eta ${canStopEarly(state) ? "≤" : ""}${formatDuration(remainingMs(state))}`];
  }
  const left = String(patience.left).padStart(String(Math.floor(patience.epochs / 2)).length);
  return [`stops unless better within ${left}`, `stops in ${left}`];
}
