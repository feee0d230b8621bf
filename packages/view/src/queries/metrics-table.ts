/** How good the network is, now and at its best, compared with two models that cost nothing: the mean and a straight line. */
import type { Scores } from "@epochal/core";
import { hasValidation, keptScores } from "../run-state/monitored-loss.ts";
import type { ViewSettings } from "../settings/view-settings.ts";
import { improveBest, isBetter, type RunState, type TrackedMetric } from "../run-state/run-state.ts";

export interface MetricRow {
  readonly name: TrackedMetric;
  readonly now: number | undefined;
  readonly best: BestMetric | undefined;
  /** The values of the baselines; undefined if the metric does not apply to them. */
  readonly mean: number | undefined;
  readonly linear: number | undefined;
  /** Undefined if either value is unknown. */
  readonly beatsLinear: boolean | undefined;
}

export interface BestMetric {
  readonly value: number;
  /** Epochs completed when the network had it. A training loss is measured before the updates of its epoch. */
  readonly epoch: number;
  /** Scores come with snapshots only and may have been better in between. */
  readonly isApproximate: boolean;
}

/** Both losses, or one without validation, then the scores. */
export function metricsTable(state: RunState): MetricRow[] {
  const { latest, snapshot, started, curves } = state;
  const baselines = started?.data.baselines;
  const isValidated = hasValidation(state);
  // Out-of-fold members give a validation loss without validation rows.
  const hasValidationLoss = isValidated || curves.validationLoss.length > 0;
  const asLoss = { mean: lossOf(state, baselines?.mean), linear: lossOf(state, baselines?.linear) };
  const none = { mean: undefined, linear: undefined };
  return [
    row(state, "loss", latest?.loss, isValidated ? none : asLoss),
    ...(hasValidationLoss ? [row(state, "validationLoss", latest?.validationLoss, asLoss)] : []),
    ...shownScores(state).map((name) =>
      row(state, name, snapshot?.scores[name], { mean: baselines?.mean[name], linear: baselines?.linear[name] }),
    ),
  ];
}

/** The heading of the values: of an ended run they are those of its last epoch, which need not be those of the model it keeps. */
export function metricsHeading({ state, settings }: MetricsView): "now" | "last" | "shown" {
  if (settings.cursor !== undefined) return "shown";
  return state.finished ? "last" : "now";
}

interface MetricsView {
  readonly state: RunState;
  readonly settings: Pick<ViewSettings, "cursor">;
}

/** The scores that viewers are shown: for classes those of probabilities. */
export function shownScores({ started }: RunState): readonly (keyof Scores)[] {
  return started?.data.columns?.classes ? CLASS_SCORES : SCORES;
}

const SCORES = ["rmse", "mae", "r2"] as const;
const CLASS_SCORES = ["logLoss", "accuracy", "rocAuc"] as const;

/** Whether losses have another unit than the targets. */
export function isLossScaled({ started }: RunState): boolean {
  const { scale = [], offset = [] } = started?.data.scalers.targets ?? {};
  return scale.some((factor) => factor !== 1) || offset.some((shift) => shift !== 0);
}

type Baselines = Pick<MetricRow, "mean" | "linear">;

function row(state: RunState, name: TrackedMetric, now: number | undefined, baselines: Baselines): MetricRow {
  const { linear } = baselines;
  const isScore = name !== "loss" && name !== "validationLoss";
  const kept = isScore ? keptScores(state)?.network[name] : undefined;
  // The model that an ended run keeps may be better than those of all snapshots.
  const best = improveBest(state.best, name, kept, state.finished?.modelEpoch ?? 0)[name];
  const judged = kept ?? now;
  return {
    name,
    now,
    best: best && {
      value: best.value,
      epoch: name === "loss" ? best.epoch - 1 : best.epoch,
      isApproximate: isScore && best.value !== kept,
    },
    ...baselines,
    beatsLinear: judged === undefined || linear === undefined ? undefined : isBetter(name, judged, linear),
  };
}

/** The loss of a baseline. Undefined for several targets: each has its own scale, so the scores do not give it. */
function lossOf({ started }: RunState, scores: Scores | undefined): number | undefined {
  if (started?.data.columns?.classes) return scores?.logLoss;
  if (!started || !scores || started.spec.loss !== "meanSquaredError") return undefined;
  const { scale } = started.data.scalers.targets;
  return scale.length === 1 ? (scores.rmse / (scale[0] ?? 1)) ** 2 : undefined;
}
