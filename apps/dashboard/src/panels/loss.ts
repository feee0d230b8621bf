/** Both losses over the epochs, with a mark wherever somebody changed the learning rate. */
import { chooseAxis, epochAxis } from "../charts/axis.ts";
import { curve, drawChart, type Plot } from "../charts/chart.ts";
import type { Range, Series } from "../series.ts";
import type { Grid } from "../grid.ts";
import type { RunState } from "../state.ts";
import type { View } from "../view.ts";
import type { Panel } from "./panel.ts";

export const loss: Panel = {
  title({ state }) {
    const scale = yAxis(state).scale === "log" ? ", log y" : "";
    const { loss: train, validationLoss } = state.curves;
    const broken = train.brokenCount + validationLoss.brokenCount;
    const unit = isScaled(state) ? "mse, scaled" : "mse";
    return `loss (${unit})${scale}${broken > 0 ? `, ${broken} not finite` : ""}`;
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
    if (yRange(state) === undefined) {
      grid.put(2, Math.floor(grid.height / 2), "the first epoch is on its way", "dim");
      return;
    }
    drawEpochChart(grid, view, yAxis(state, ticksFor(grid)), [
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
export function drawEpochChart(
  grid: Grid,
  { state, glyphs }: View,
  y: ReturnType<typeof chooseAxis>,
  plots: readonly Plot[],
): void {
  const x = epochAxis(state.epoch, state.started?.spec.epochs ?? state.epoch, grid.width >= 70 ? 6 : 5);
  drawChart(grid, { x, y, plots, marks: state.marks }, glyphs);
}

/** As many ticks as have a row between them. */
export function ticksFor(grid: Grid): number {
  return Math.min(6, Math.max(2, Math.floor((grid.height - 2) / 2)));
}

/** The range of all finite values of the series. */
export function rangeOf(series: readonly Series[]): Range | undefined {
  const ranges = series.flatMap(({ range }) => range ?? []);
  if (ranges.length === 0) return undefined;
  return { min: Math.min(...ranges.map(({ min }) => min)), max: Math.max(...ranges.map(({ max }) => max)) };
}

function yRange({ curves }: RunState): Range | undefined {
  return rangeOf([curves.loss, curves.validationLoss]);
}

function yAxis(state: RunState, maxTicks?: number): ReturnType<typeof chooseAxis> {
  return chooseAxis(yRange(state) ?? { min: 0, max: 1 }, maxTicks);
}
