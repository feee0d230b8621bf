/** Lines that other code prints while the picture is on the screen: they are shown among the activity of the run. */
import type { ActivityEntry, RunState } from "@epochal/view";

const MAX_LINES = 100;

export interface PrintedLines {
  /** @param now the time of the line. */
  add(text: string, now: RunState): void;
  /** The state with the lines in its activity; the same one for the same state and lines. */
  addTo(state: RunState): RunState;
}

export function createPrintedLines(): PrintedLines {
  let lines: readonly ActivityEntry[] = [];
  let merged = new WeakMap<RunState, RunState>();
  return {
    add(text, { clock }) {
      lines = [...lines.slice(1 - MAX_LINES), { kind: "printed", atMs: clock.trainingMs, text }];
      merged = new WeakMap();
    },
    addTo(state) {
      if (lines.length === 0) return state;
      const known = merged.get(state);
      if (known) return known;
      const activity = [...state.activity, ...lines].toSorted((a, b) => a.atMs - b.atMs);
      const withLines = { ...state, activity };
      merged.set(state, withLines);
      return withLines;
    },
  };
}
