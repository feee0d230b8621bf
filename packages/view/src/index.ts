export { createSession } from "./session/session.ts";
export type { Session, SessionOptions, SessionOutcome } from "./session/session.ts";
export type { ExactSnapshot, RunSource } from "./session/run-source.ts";
export { runStates } from "./session/follow-source.ts";
export { createView } from "./session/view.ts";
export type { ListedRun, View } from "./session/view.ts";

export { currentNotice } from "./session/notice.ts";
export type { Notice } from "./session/notice.ts";

export { initialState } from "./run-state/run-state.ts";
export type { ActivityEntry, Curves, RunState, TrackedMetric } from "./run-state/run-state.ts";
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
export type { ObservedStatus, RunConnection } from "./queries/observed-status.ts";
export { bestEpoch, sinceBest } from "./queries/best-epoch.ts";
export type { SinceBest } from "./queries/best-epoch.ts";
export { isLossScaled, metricsTable } from "./queries/metrics-table.ts";
export type { BestMetric, MetricRow } from "./queries/metrics-table.ts";
export { lossExtent, lossScale } from "./queries/loss-axis.ts";
export { epochsAxis } from "./queries/epochs-axis.ts";
export { visibleEpochs } from "./queries/visible-epochs.ts";
export { smooth } from "./queries/smooth.ts";
export { pinnedLosses } from "./queries/pinned-losses.ts";
export type { PinnedLosses } from "./queries/pinned-losses.ts";
export { describeSeedSpread, differOnlyInSeed, lossSpread } from "./queries/seed-spread.ts";
export { specDifferences } from "./queries/spec-diff.ts";

export { currentModel, predictSample } from "./model/current-model.ts";
export type { CurrentModel, SamplePredictions } from "./model/current-model.ts";
export { curveData, fitKind, mapData, predictCurve, predictMap } from "./model/fit-data.ts";
export type { CurveData, MapData } from "./model/fit-data.ts";
export { residualHistogram } from "./model/residual-histogram.ts";
export type { ResidualHistogram } from "./model/residual-histogram.ts";
export { layerWeights, weightsOrNorms } from "./model/layer-weights.ts";
export type { LayerWeights } from "./model/layer-weights.ts";
export { predictAt } from "./model/predict-at.ts";
export type { PointPrediction } from "./model/predict-at.ts";
export { parseProbe } from "./model/parse-probe.ts";
export { unitResponses } from "./model/unit-responses.ts";
export type { UnitResponses } from "./model/unit-responses.ts";

export { changeSettings } from "./control/action.ts";
export type { Action } from "./control/action.ts";
export { keyAction, keyGroups, keyHints, usableKeys } from "./control/keymap.ts";
export { controlBlockedReason, readOnlyText } from "./control/key.ts";
export type { Key, KeyContext, KeyGroup } from "./control/key.ts";
export { currentExitPrompt } from "./control/exit-prompt.ts";
export type { ExitPrompt } from "./control/exit-prompt.ts";
export { helpSections } from "./control/help.ts";
export type { HelpSection } from "./control/help.ts";
export { commands } from "./control/commands.ts";

export { fitTitles, lossTitle } from "./text/chart-titles.ts";
export { progressFacts, runFacts } from "./text/run-facts.ts";
export type { RunFact } from "./text/run-facts.ts";
export { connectionNote, statusWord } from "./text/status-word.ts";
export type { StatusWord } from "./text/status-word.ts";
export { describeTimes, describeTotal } from "./text/describe-progress.ts";
export { currentAlert } from "./text/alert.ts";
export type { Alert } from "./text/alert.ts";
export { describeMessage } from "./text/message.ts";
export type { Message } from "./text/message.ts";
export { describeActivity, describeKind } from "./text/describe-activity.ts";
export { describeEpoch, describeRun } from "./text/status-sentence.ts";
export { describePrediction, formatUncertainty } from "./text/describe-prediction.ts";
export {
  countParameters,
  describeEnd,
  describeLoss,
  describeNetwork,
  describeOptimizer,
  isBranch,
  runName,
} from "./text/describe.ts";
export { summarizeRun } from "./text/run-summary.ts";
export { epochsAsCsv } from "./text/epochs-as-csv.ts";
export { compareRuns } from "./text/run-comparison.ts";
export type { ComparedRun, RunComparison } from "./text/run-comparison.ts";
export { createAnnouncer, describeLeaving } from "./speech/announcer.ts";
export type { Announcer } from "./speech/announcer.ts";
export { spokenConnection, spokenMessage, spokenSettings } from "./speech/spoken-changes.ts";
export { isSpokenKey, spokenExitPrompt, spokenHelp } from "./speech/spoken-help.ts";
export { spellOut } from "./speech/spell-out.ts";
export { glossary } from "./text/glossary.ts";

export {
  chooseAxis,
  epochAxis,
  exactAxis,
  linearAxis,
  logAxis,
  someEpochsAxis,
  suitsLogScale,
} from "./numbers/axis.ts";
export type { Axis, Scale } from "./numbers/axis.ts";
export { formatCount, formatDuration, formatLearningRate, formatNumber } from "./numbers/format.ts";
export { extentOf, padExtent } from "./numbers/extent.ts";
export type { Extent } from "./numbers/extent.ts";
