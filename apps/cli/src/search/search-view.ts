/** A search in a terminal: a table of its trials that is drawn again in place, until the search has ended. */
import type { SearchEvent } from "@epochal/search";
import { createRedrawnLines } from "../output/redrawn-lines.ts";
import { canShowBraille, type Terminal } from "../terminal.ts";
import { addToPicture, drawSearch, type SearchSize, type ShownTrials } from "./search-picture.ts";

export interface SearchView {
  /** The terminal for everything else that is printed. */
  readonly terminal: Terminal;
  readonly show: (event: SearchEvent<unknown>) => void;
  /** Removes the table. */
  readonly close: () => void;
}

/** Results may come hundreds of times a second. */
const INTERVAL_MS = 100;

export function createSearchView(size: SearchSize, output: Terminal): SearchView {
  const lines = createRedrawnLines(output);
  const bar = canShowBraille(output.env) ? (["█", "▒", "░"] as const) : (["#", "-", "."] as const);
  let shown: ShownTrials = new Map();
  let timer: NodeJS.Timeout | undefined;

  function redraw(): void {
    timer = undefined;
    lines.draw(drawSearch(shown, size, output.stdout.rows ?? 24, bar));
  }

  return {
    terminal: lines.terminal,
    show(event) {
      shown = addToPicture(shown, event);
      timer ??= setTimeout(redraw, INTERVAL_MS);
    },
    close() {
      clearTimeout(timer);
      lines.clear();
    },
  };
}
