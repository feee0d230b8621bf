/** A search as lines of JSON. A loss that is not finite, of a trial that diverged, is null. */
import type { PartReport } from "@epochal/core";
import type { SearchEvent, SearchFinishedEvent, TrialReport } from "@epochal/search";
import type { EvaluatedTrial } from "./evaluate-trial.ts";
import type { TrialState } from "./trial-runs.ts";

/** Undefined for an event that has a line of its own, or none. */
export function eventAsJson(event: SearchEvent<TrialState>): object | undefined {
  if (event.type !== "trialReported") return undefined;
  const { type, best } = event;
  return { type, ...trialAsJson(event), best };
}

/** The last line: all trials, best first, and the scores of the best one and of the usual settings. */
export function endAsJson(
  { type, trials, isComplete }: SearchFinishedEvent<TrialState>,
  best: EvaluatedTrial | undefined,
  usual: EvaluatedTrial | undefined,
): object {
  const scores = (evaluated: EvaluatedTrial | undefined) =>
    evaluated && {
      trial: evaluated.trial.trial,
      ...(evaluated.validation && { validation: scoresOf(evaluated.validation) }),
      ...(evaluated.test && { test: scoresOf(evaluated.test) }),
    };
  return { type, isComplete, best: scores(best), usual: scores(usual), trials: trials.map(trialAsJson) };
}

/** The scores of all targets, averaged; of several targets also those of each. */
function scoresOf({ network, targets }: PartReport): object {
  return { ...network, ...(targets && { targets: targets.map((one) => one.network) }) };
}

function trialAsJson({ trial, rung, epoch, loss, isEnded, settings, state }: TrialReport<TrialState>): object {
  return { trial, rung, epoch, loss, isEnded, settings, ...(state && { run: state.run }) };
}
