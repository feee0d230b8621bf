/** The command's search with its default space and 30 trials, compared with the default recipe: held-out loss, and scores on test rows. */
import { createTrainer, reportPart, type PartReport, type Snapshot } from "@epochal/core";
import {
  applySettings,
  defaultSpace,
  formatSettings,
  searchRuns,
  settingsOf,
  trainingObjective,
} from "@epochal/search";
import type { TrialReport } from "@epochal/search";
import { lastValueFrom } from "rxjs";
import { trainingOf, type tables } from "./tables.ts";

export interface SearchQuality {
  /** The lowest held-out loss of the default recipe, and of the best of 30 trials. */
  readonly usualLoss: number;
  readonly bestLoss: number;
  readonly bestTrial: number;
  readonly settings: string;
  /** RMSE, or log loss for classes, on test rows. */
  readonly usualTest: number;
  readonly bestTest: number;
}

export async function measureQuality(table: (typeof tables)[number], jobs: number): Promise<SearchQuality> {
  const { spec, data, test } = trainingOf(table);
  const space = defaultSpace(spec);
  const first = [settingsOf(spec, Object.keys(space))];
  const objective = trainingObjective(spec, data, { worker: true, threads: 1, snapshotBytes: 0 });
  const end = await lastValueFrom(searchRuns(space, objective, { epochs: spec.epochs, first, jobs }));
  if (end.type !== "searchFinished") throw new Error("the search has not finished");
  const [best] = end.trials;
  const usual = end.trials.find(({ trial }) => trial === 1)!;
  const scoreOf = ({ settings, state }: TrialReport<Snapshot>) => {
    const trainer = createTrainer(applySettings(spec, settings), data);
    trainer.restore(state!);
    const { network }: PartReport = reportPart(trainer.model(), data.train, test, data.columns);
    return network.logLoss ?? network.rmse;
  };
  return {
    usualLoss: usual.loss,
    bestLoss: best!.loss,
    bestTrial: best!.trial,
    settings: formatSettings(best!.settings),
    usualTest: scoreOf(usual),
    bestTest: scoreOf(best!),
  };
}
