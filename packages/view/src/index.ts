export { createSession } from "./session/create-session.ts";
export { driveSession, type Session } from "./session/session.ts";
export type { SessionOptions, SessionOutcome } from "./session/running-session.ts";
export type { AnotherRun, RunSource } from "./session/run-source.ts";
export type { EventGap } from "./run-state/add-gap.ts";
export { runEvents, runStates } from "./session/run-states.ts";
export { createView, type ListedRun, type View } from "./session/view.ts";

export { currentNotice } from "./session/notice.ts";

export { initialState, type ActivityEntry, type RunState } from "./run-state/run-state.ts";
export { interrupt, reduce } from "./run-state/reduce.ts";
export { stateAt } from "./run-state/state-at.ts";
export { createSeries, type Series } from "./run-state/series.ts";
export { hasValidation, judgedRows } from "./run-state/monitored-loss.ts";

export { numberedPanels, type PanelId, type Probe, type ViewSettings } from "./settings/view-settings.ts";

export { observedStatus, type RunConnection } from "./queries/observed-status.ts";
export { bestEpoch, sinceBest, type SinceBest } from "./queries/best-epoch.ts";
export {
  isLossScaled,
  metricsHeading,
  metricsTable,
  shownScores,
  type BestMetric,
  type MetricRow,
} from "./queries/metrics-table.ts";
export { curveAxis, lossExtent, lossScale } from "./queries/loss-axis.ts";
export { epochsAxis, visibleEpochs } from "./queries/visible-epochs.ts";
export { smooth } from "./queries/smooth.ts";
export { describeSeedSpread, pinnedLosses, type RunCurve } from "./queries/seed-spread.ts";
export { specDifferences } from "./queries/spec-diff.ts";

export { predictClasses, sampleClasses, sampleConfusion, targetClasses, type Confusion } from "./model/classes.ts";
export { currentModel, predictSample } from "./model/current-model.ts";
export { curveData, fitKind, mapData, predictCurve, predictMap } from "./model/fit-data.ts";
export { residualHistogram } from "./model/residual-histogram.ts";
export { layerWeights, weightsOrNorms, type LayerWeights } from "./model/layer-weights.ts";
export { unitValues, type UnitValues } from "./model/unit-values.ts";
export { predictAt, type PointPrediction } from "./model/predict-at.ts";
export { parseProbe } from "./model/parse-probe.ts";
export { networkDetails, type NetworkDetails, type UnitDetails } from "./model/unit-details.ts";
export { activationFormula, describeUnitState, unitFormula } from "./text/describe-unit.ts";
export { unitResponses, type UnitResponses } from "./model/unit-responses.ts";

export { changeSettings, type Action } from "./control/action.ts";
export { keyAction } from "./control/key-action.ts";
export { keyHints, usableKeys } from "./control/keymap.ts";
export { readOnlyText, type Key } from "./control/key.ts";
export { currentExitPrompt, type ExitPrompt } from "./control/exit-prompt.ts";
export { helpSections } from "./control/help.ts";
export { commands } from "./control/commands.ts";

export { fitTitles, lossTitle } from "./text/chart-titles.ts";
export { describeLearning } from "./text/describe-learning.ts";
export { progressFacts, runFacts, type RunFact } from "./text/run-facts.ts";
export { connectionNote, statusWord, type StatusWord } from "./text/status-word.ts";
export { describeTimes, describeTotal } from "./text/describe-progress.ts";
export { currentAlert } from "./text/alert.ts";
export { describeMessage, type Message } from "./text/message.ts";
export { describeActivity, describeKind } from "./text/describe-activity.ts";
export { describeRun, formatUncertainty } from "./text/status-sentence.ts";
export {
  countParameters,
  describeEnd,
  describeLoss,
  describeNetwork,
  describeOptimizer,
  isBranch,
  runLetter,
  runName,
} from "./text/describe.ts";
export { latestScoreLines, summarizeRun } from "./text/run-summary.ts";
export { epochsAsCsv } from "./text/epochs-as-csv.ts";
export { compareRuns, type ComparedRun } from "./text/run-comparison.ts";
export { createAnnouncer, describeLeaving } from "./speech/announcer.ts";
export {
  isSpokenKey,
  spokenConnection,
  spokenExitPrompt,
  spokenHelp,
  spokenMessage,
  spokenSettings,
} from "./speech/spoken-changes.ts";
export { spellOut } from "./speech/spell-out.ts";
export { glossary } from "./text/glossary.ts";

export { chooseAxis, exactAxis, linearAxis, logAxis, onRows, suitsLogScale, type Axis } from "./numbers/axis.ts";
export { formatCount, formatDuration, formatSetting, formatNumber } from "./numbers/format.ts";
export { extentOf, padExtent, type Extent } from "./numbers/extent.ts";

export { cellWidth, isWide, isZeroWidth, padCellsEnd, padCellsStart } from "./characters/cell-width.ts";
export { printable, printableLines } from "./characters/printable.ts";
