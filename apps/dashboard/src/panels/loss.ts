/** Both losses over the epochs, with a mark wherever somebody changed the learning rate. */
import { epochAxis, linearAxis, logAxis, type Axis } from "../charts/axis.ts";
import { curve, drawChart, type Plot } from "../charts/chart.ts";
import { describeLoss } from "../describe.ts";
import { lossRange, lossScale } from "../loss-scale.ts";
import type { Grid } from "../grid.ts";
import type { RunState } from "../state.ts";
import type { View } from "../view.ts";
import type { Panel } from "./panel.ts";

export const loss: Panel = {
  title(view) {
    const { state } = view;
    const scale = lossScale(view) === "log" ? ", log y" : "";
    const { loss: train, validationLoss } = state.curves;
    const broken = train.brokenCount + validationLoss.brokenCount;
    const unit = [state.started && describeLoss(state.started.spec), isScaled(state) && "scaled"].filter(Boolean);
    return `loss${unit.length > 0 ? ` (${unit.join(", ")})` : ""}${scale}${broken > 0 ? `, ${broken} not finite` : ""}`;
  },
  legend({ state, glyphs }) {
    return [
      { text: glyphs.line, style: "blue" },
      { text: " train", style: "plain" },
      ...(state.curves.validationLoss.length > 0
        ? ([
            { text: `  ${glyphs.dots}`, style: "orange" },
            { text: " val", style: "plain" },
          ] as const)
        : []),
      ...(state.marks.length > 0
        ? ([
            { text: `  ${glyphs.mark}`, style: "orangeBold" },
            { text: " lr", style: "plain" },
          ] as const)
        : []),
    ];
  },
  draw(grid, view) {
    const { state } = view;
    const range = lossRange(state);
    if (!range) {
      grid.put(2, Math.floor(grid.height / 2), "the first epoch is on its way", "dim");
      return;
    }
    const axis = lossScale(view) === "log" ? logAxis : linearAxis;
    drawEpochChart(grid, view, axis(range, ticksFor(grid)), [
      curve(state.curves.loss, "blue", { ascii: "*" }),
      curve(state.curves.validationLoss, "orange", { ascii: "o", dotted: true }),
    ]);
  },
};

/** Whether losses are in another unit than the targets. */
export function isScaled({ started }: RunState): boolean {
  const targets = started?.data.scalers.targets;
  return (
    targets !== undefined &&
    (targets.scale.some((scale) => scale !== 1) || targets.offset.some((offset) => offset !== 0))
  );
}

/** A chart over the epochs so far, with the marks of the run below. */
export function drawEpochChart(grid: Grid, { state, glyphs }: View, y: Axis, plots: readonly Plot[]): void {
  const x = epochAxis(state.epoch, state.started?.spec.epochs ?? state.epoch, grid.width >= 70 ? 6 : 5);
  drawChart(grid, { x, y, plots, marks: state.marks }, glyphs);
}

/** As many ticks as have a row between them. */
export function ticksFor(grid: Grid): number {
  return Math.min(6, Math.max(2, Math.floor((grid.height - 2) / 2)));
}
