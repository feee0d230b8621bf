/** The facts and scores of a stored run, with the labels and figures of its screen, its end and its report. */
import type { StoredTraining } from "@epochal/log";
import type { RunState } from "@epochal/view";
import { scoresInShort } from "./model-report.ts";

type Fact = readonly [label: string, value: string];

/** The task, the settings and the lowest loss so far. A run without events has only settings. */
export async function runFacts({ spec }: StoredTraining, state: RunState): Promise<Fact[]> {
  const { describeLearning, describeLoss, describeNetwork, describeOptimizer, formatNumber, formatSetting } =
    await import("@epochal/view");
  const { started, learningRate } = state;
  const { metric, best, bestEpoch } = await bestLoss(state);
  return [
    ["learns", started ? describeLearning(started)[0]! : ""],
    ["network", describeNetwork(spec.network)],
    ["loss", describeLoss(spec)],
    ["optimizer", describeOptimizer(spec.optimizer)],
    ["lr", formatSetting(learningRate ?? spec.optimizer.learningRate)],
    ["seed", String(spec.seed ?? 0)],
    [
      metric === "loss" ? "best loss" : "best validation loss",
      best === null ? "" : `${formatNumber(best).trim()} at epoch ${bestEpoch}`,
    ],
  ];
}

/** The scores of the model; of a run that has not ended, those of its latest snapshot. */
export async function runScoreLines(state: RunState): Promise<string[]> {
  const { started, finished } = state;
  if (!started) return [];
  if (finished) return scoresInShort(started.data.columns?.targets ?? ["y"], finished.report);
  const { latestScoreLines } = await import("@epochal/view");
  return latestScoreLines(state);
}

export interface BestLoss {
  readonly metric: "validationLoss" | "loss";
  /** Null before the first epoch. */
  readonly best: number | null;
  readonly bestEpoch: number | null;
}

export async function bestLoss(state: RunState): Promise<BestLoss> {
  const { bestEpoch } = await import("@epochal/view");
  const { validationLoss, loss } = state.best;
  return {
    metric: validationLoss ? "validationLoss" : "loss",
    best: (validationLoss ?? loss)?.value ?? null,
    bestEpoch: bestEpoch(state) ?? null,
  };
}
