/** How good the network is, now and at its best, beside what costs nothing: the mean and a straight line. */
import type { Scores } from "@epochal/core";
import { formatNumber, hasValidation, type TrackedMetric, type RunState } from "@epochal/view";
import { isScaled } from "./loss.ts";
import type { Style } from "../cells/style.ts";
import type { Panel } from "./panel.ts";

interface Figure {
  readonly name: TrackedMetric;
  readonly label: string;
  readonly now: number | undefined;
  readonly mean: number | undefined;
  readonly linear: number | undefined;
}

export const metrics: Panel = {
  title: ({ state }) => `metrics (${hasValidation(state) ? "validation" : "training"} rows)`,
  legend({ state }) {
    const linear = state.started?.data.baselines.linear.rmse;
    const now = state.snapshot?.scores.rmse;
    if (linear === undefined || now === undefined) return [];
    return now < linear ? [[{ text: "beats linear", style: "blue" }]] : [[{ text: "behind linear", style: "orange" }]];
  },
  draw(grid, { state }) {
    const isRoomy = grid.width >= 62;
    const cells = isRoomy ? 10 : 8;
    const label = isRoomy ? 12 : 6;
    const columns = ["now", "best", "@ep", "mean", "linear"];
    const widths = [cells, cells, isRoomy ? 9 : 7, cells, cells];
    const gap = isRoomy ? 2 : 1;

    const put = (y: number, texts: readonly { text: string; style: Style }[]) => {
      let x = label;
      texts.forEach(({ text, style }, i) => {
        const width = widths[i] ?? cells;
        grid.put(x, y, text.padStart(width), style);
        x += width;
      });
    };
    put(
      0,
      columns.map((text) => ({ text, style: "dim" })),
    );
    figures(state, isRoomy).forEach(({ name, label: text, now, mean, linear }, i) => {
      const best = state.best[name];
      grid.put(1, i + 1, text, "plain");
      put(i + 1, [
        { text: formatNumber(now, cells - gap), style: isBetter(name, now, linear) ? "blueBold" : "bold" },
        { text: formatNumber(best?.value, cells - gap), style: "plain" },
        { text: best ? epochOf(name, best.epoch) : "–", style: "dim" },
        { text: formatNumber(mean, cells - gap), style: "dim" },
        { text: formatNumber(linear, cells - gap), style: "dim" },
      ]);
    });
    if (isScaled(state) && grid.height >= 8) {
      grid.put(1, 7, "losses are in the scaled unit", "dim");
    }
  },
};

/**
 * The epoch after which the network had a figure. A training loss is measured before the updates of the epoch that reports
 * it; scores come with snapshots only, and may have been better in between.
 */
function epochOf(name: TrackedMetric, reported: number): string {
  if (name === "loss") return String(reported - 1);
  return name === "validationLoss" ? String(reported) : `~${reported}`;
}

function figures(state: RunState, isRoomy: boolean): Figure[] {
  const { latest, snapshot, started, curves } = state;
  const baselines = started?.data.baselines;
  const isValidated = hasValidation(state);
  const loss = { mean: asLoss(state, baselines?.mean), linear: asLoss(state, baselines?.linear) };
  const none = { mean: undefined, linear: undefined };
  return [
    { name: "loss", label: isRoomy ? "train loss" : "train", now: latest?.loss, ...(isValidated ? none : loss) },
    // Where each row is judged by members that have not learned from it, there is such a loss too.
    ...(isValidated || curves.validationLoss.length > 0
      ? [{ name: "validationLoss", label: isRoomy ? "val loss" : "val", now: latest?.validationLoss, ...loss } as const]
      : []),
    ...(["rmse", "mae", "r2"] as const).map((name) => ({
      name,
      label: name,
      now: snapshot?.scores[name],
      mean: baselines?.mean[name],
      linear: baselines?.linear[name],
    })),
  ];
}

/** What a baseline would have as its loss. With several targets, each scaled by itself, its scores do not say. */
function asLoss({ started }: RunState, scores: Scores | undefined): number | undefined {
  if (!started || !scores || started.spec.loss !== "meanSquaredError") return undefined;
  const { scale } = started.data.scalers.targets;
  return scale.length === 1 ? (scores.rmse / (scale[0] ?? 1)) ** 2 : undefined;
}

function isBetter(name: TrackedMetric, value: number | undefined, than: number | undefined): boolean {
  if (value === undefined || than === undefined) return false;
  return name === "r2" ? value > than : value < than;
}
