/** All runs, with their differences. `:run` and their number selects one, `P` pins the curve of the selected one. */
import { cellWidth, bestEpoch, describeSeedSpread, formatNumber, observedStatus, specDifferences } from "@epochal/view";
import { shorten } from "../cells/cell-buffer.ts";
import { runLabel } from "../frame/labels.ts";
import { statusSign } from "./header.ts";
import type { Panel } from "./panel.ts";

export const runs: Panel = {
  ignoresCursor: true,
  title: ({ runs: all }) => `runs (${all.length})`,
  legend: () => [[{ text: "v next  P pin", style: "dim" }]],
  draw(grid, view) {
    const { runs: all, run: selected, glyphs } = view;
    const different = specDifferences(all.map(({ state }) => state.started));
    const longest = Math.min(24, Math.max(...all.map(({ state }) => cellWidth(runLabel(state)))));
    // A number must not be cut off: in a narrow panel names are shortened, and epochs left out.
    const isNarrow = grid.width < longest + 22;
    const name = isNarrow ? Math.min(longest, grid.width - 13) : longest;
    const numbers = name + (isNarrow ? 5 : 6);
    grid.put(numbers, 0, isNarrow ? "    best" : "    best    @ep", "dim");
    // The selected run stays visible.
    const room = Math.max(1, grid.height - 2);
    const first = Math.max(0, Math.min(selected - Math.floor(room / 2), all.length - room));
    all.slice(first, first + room).forEach((one, i) => {
      const { state, isPinned } = one;
      const number = first + i;
      const isSelected = number === selected;
      const { text, style } = statusSign(one, glyphs);
      // The sign alone leaves more room for the differences.
      const sign = grid.width < 70 && !glyphs.isAscii ? text.slice(0, 1) : text.padEnd(11);
      const y = 1 + i;
      grid.put(0, y, isSelected ? glyphs.arrow : isPinned ? glyphs.line : " ", isSelected ? "blueBold" : "blueFaint");
      grid.put(1, y, `${number + 1}`.padStart(2), "dim");
      grid.put(4, y, shorten(runLabel(state), name), isSelected ? "bold" : "plain");
      const best = state.best.validationLoss ?? state.best.loss;
      let x = grid.put(numbers, y, formatNumber(best?.value, 8));
      if (isNarrow) return;
      x = grid.put(x + 1, y, `${String(bestEpoch(state) ?? "–").padStart(6)}  `);
      x = grid.put(x, y, sign, observedStatus(one) === "running" ? "blue" : style);
      // A difference that is cut too short says nothing.
      const difference = different[number] ?? "";
      if (x + 1 + cellWidth(difference) <= grid.width || grid.width - x > 12)
        grid.put(x + 1, y, shorten(difference, grid.width - x - 1), "dim");
    });
    const spread = describeSeedSpread(all.map(({ state }) => state));
    if (spread)
      grid.put(1, grid.height - 1, cellWidth(spread) < grid.width ? spread : spread.replace("best of ", ""), "plain");
  },
};
