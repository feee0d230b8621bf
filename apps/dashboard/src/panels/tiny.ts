/** For windows with no room for anything else: how the run stands in one line, and the loss as a sparkline below. */
import { sparkline } from "../charts/sparkline.ts";
import { formatNumber } from "../format.ts";
import { stateSign } from "./header.ts";
import type { Panel } from "./panel.ts";

export const tiny: Panel = {
  draw(grid, { state, glyphs }) {
    const { text, style } = stateSign(state, glyphs);
    let x = grid.put(0, 0, text, style);
    if (!state.started) return;
    x = grid.put(x + 1, 0, `${state.epoch}/${state.started.spec.epochs}`, "plain");
    const { loss, validationLoss } = state.latest ?? {};
    if (loss !== undefined) x = grid.put(x + 1, 0, `loss ${formatNumber(loss).trim()}`, "plain");
    if (validationLoss !== undefined) grid.put(x + 1, 0, `val ${formatNumber(validationLoss).trim()}`, "plain");
    grid.put(0, 1, sparkline(state.curves.loss, grid.width, glyphs), "blue");
  },
};
