export { createSession } from "./session/session.ts";
export type { Session, SessionOptions, SessionOutcome } from "./session/session.ts";
export type { ExactSnapshot, RunSource } from "./session/run-source.ts";
export { runStates } from "./session/follow-source.ts";
export { createView } from "./session/view.ts";
export type { ListedRun, View } from "./session/view.ts";

export { initialState } from "./run-state/run-state.ts";
export type { ActivityEntry, Curves, TrackedMetric, RunState } from "./run-state/run-state.ts";
export { interrupt, reduce } from "./run-state/reduce.ts";
export { reduceChunk } from "./run-state/reduce-chunk.ts";
export { stateAt } from "./run-state/state-at.ts";
export { createSeries, extentWithin } from "./run-state/series.ts";
export type { Bucket, Series } from "./run-state/series.ts";
export { measuredPace, remainingMs, trainingMs } from "./run-state/timing.ts";
export { hasValidation, monitoredLoss } from "./run-state/monitored-loss.ts";

export { initialViewSettings } from "./settings/view-settings.ts";
export type { Probe, ViewSettings } from "./settings/view-settings.ts";
export { numberedPanels } from "./settings/panel-id.ts";
export type { PanelId } from "./settings/panel-id.ts";

export { observedStatus } from "./queries/observed-status.ts";
export type { ObservedStatus } from "./queries/observed-status.ts";
export { bestEpoch } from "./queries/best-epoch.ts";
export { canStopEarly, currentPatience } from "./queries/patience.ts";
export { lossExtent, lossScale } from "./queries/loss-axis.ts";
export { lastKnownEpoch, visibleEpochs } from "./queries/visible-epochs.ts";
export { smooth } from "./queries/smooth.ts";
export { describeSeedSpread, differOnlyInSeed, lossSpread } from "./queries/seed-spread.ts";
export { specDifferences } from "./queries/spec-diff.ts";

export {
  currentModel,
  deadUnitCounts,
  memoize,
  predictSample,
  residualsOf,
  targetName,
} from "./model/current-model.ts";
export type { CurrentModel } from "./model/current-model.ts";
export { predictAt } from "./model/predict-at.ts";
export type { PointPrediction } from "./model/predict-at.ts";
export { parseProbe } from "./model/parse-probe.ts";
export { unitResponses } from "./model/unit-responses.ts";
export type { UnitResponses } from "./model/unit-responses.ts";

export { changeSettings } from "./control/action.ts";
export type { Action } from "./control/action.ts";
export { keyAction, keyGroups, usableKeys } from "./control/keymap.ts";
export { controlBlockedReason, readOnlyText } from "./control/key.ts";
export type { Key, KeyContext, KeyGroup } from "./control/key.ts";
export { currentExitPrompt } from "./control/exit-prompt.ts";
export type { ExitPrompt } from "./control/exit-prompt.ts";
export { commands } from "./control/commands.ts";

export { currentAlert } from "./text/alert.ts";
export type { Alert } from "./text/alert.ts";
export { describeMessage } from "./text/message.ts";
export type { Message } from "./text/message.ts";
export { describeActivity, describeKind } from "./text/describe-activity.ts";
export { describeEpoch, describeRun } from "./text/status-sentence.ts";
export { describePrediction, rough } from "./text/describe-prediction.ts";
export { countParameters, describeEnd, describeLoss, describeNetwork, describeOptimizer } from "./text/describe.ts";
export { summarize } from "./text/run-summary.ts";
export { compareRuns } from "./text/run-comparison.ts";
export type { ComparedRun, RunComparison } from "./text/run-comparison.ts";
export { isBranch, runName } from "./text/run-name.ts";
export { createAnnouncer, describeLeaving } from "./text/announcer.ts";
export type { Announcer } from "./text/announcer.ts";
export { spellOut } from "./text/spell-out.ts";
export { glossary } from "./text/glossary.ts";

export {
  chooseAxis,
  epochAxis,
  exactAxis,
  suitsLogScale,
  linearAxis,
  logAxis,
  someEpochsAxis,
} from "./numbers/axis.ts";
export type { Axis, Scale } from "./numbers/axis.ts";
export { formatCount, formatDuration, formatLearningRate, formatNumber } from "./numbers/format.ts";
export { padExtent, extentOf } from "./numbers/extent.ts";
export type { Extent } from "./numbers/extent.ts";
