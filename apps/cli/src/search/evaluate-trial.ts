/** The best trial beside the usual settings: on the rows that trials were chosen by, and on rows that no trial has seen. */
import {
  createReport,
  createTrainer,
  reportPart,
  type Dataset,
  type Model,
  type PartReport,
  type TargetReport,
  type TrainingSpec,
} from "@epochal/core";
import type { TrialReport } from "@epochal/search";
import { scoreTableOf } from "@epochal/report";
import { printable } from "@epochal/view/printable";
import { defined } from "../options/defined.ts";
import { modelLines } from "../report/scores.ts";
import type { Training } from "../training/training.ts";
import type { TrialRuns, TrialState } from "./trial-runs.ts";

const USUAL = "usual, trial 1";

/** A trial that is trained in full, and its scores. */
export interface EvaluatedTrial {
  readonly trial: TrialReport<TrialState>;
  readonly model: Model;
  /** On the rows that trials were chosen by. Absent if the data have none. */
  readonly validation?: PartReport;
  /** On rows that no trial has seen. Absent if there are too few rows. */
  readonly test?: PartReport;
}

/** Undefined if the trial diverged. */
export async function evaluateTrial(
  trial: TrialReport<TrialState> | undefined,
  { data }: Training,
  test: Dataset | undefined,
  { snapshotOf, specOf }: TrialRuns,
): Promise<EvaluatedTrial | undefined> {
  if (!trial?.state || !Number.isFinite(trial.loss)) return undefined;
  const spec = specOf(trial);
  const trainer = createTrainer(spec, data);
  trainer.restore(await snapshotOf(trial.state));
  const model = trainer.model();
  const { validation } = createReport(model, data, { spec });
  return {
    trial,
    model,
    ...(validation && { validation }),
    ...(test && { test: reportPart(model, data.train, test, data.columns) }),
  };
}

/** A table of the scores for each part of the rows and each target, with labels that say what the part was used for. */
export function evaluationLines(
  best: EvaluatedTrial,
  usual: EvaluatedTrial | undefined,
  targets: readonly string[],
  { folds }: Pick<TrainingSpec, "folds">,
): string[] {
  const tableOf = (title: string, part: TargetReport, beside: TargetReport | undefined) =>
    modelLines(title, [
      { label: `best, trial ${best.trial.trial}`, scores: part.network, ...defined({ errors: part.errors }) },
      ...(beside ? [{ label: USUAL, scores: beside.network, ...defined({ errors: beside.errors }) }] : []),
      { label: scoreTableOf(part.network).labels.linear, scores: part.linear },
    ]);
  // Numbers of different units are not averaged.
  const tablesOf = (name: "validation" | "test") => {
    const part = best[name];
    if (!part) return [];
    const beside = usual === best ? undefined : usual?.[name];
    const title = `${part.rows} ${name} rows`;
    if (!part.targets) return tableOf(title, part, beside);
    return part.targets.flatMap((one, j) => tableOf(`${printable(targets[j]!)}, ${title}`, one, beside?.targets?.[j]));
  };
  const how = folds ? "each row predicted by a network that did not learn from it" : "held-out rows";
  return [
    ...tablesOf("validation"),
    ...tablesOf("test"),
    ...(best.validation ? [`validation: ${how}; they chose the best trial, so its scores on them are too good`] : []),
    best.test
      ? "test: rows that no trial has seen: the scores to trust"
      : "there are too few rows to set some apart for a test",
  ];
}
