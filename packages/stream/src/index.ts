// Trainings and runs
export { train } from "./train.ts";
export type { TrainOptions } from "./train.ts";
export { startRun } from "./run.ts";
export type { Run, RunOptions } from "./run.ts";
export { endAtEpoch } from "./end-at-epoch.ts";
export { readRecording, resumeOptions, snapshotAt } from "./recording.ts";
export type { Recording, ResumeOptions } from "./recording.ts";
export { modelOfSnapshot, readModel } from "./read-model.ts";
export type { ModelSource, RunModel, RunOfModel } from "./read-model.ts";
export { createStateLookup } from "./state-lookup.ts";
export { replayRun } from "./replay.ts";
export type { ReplayOptions } from "./replay.ts";
export { verifyRun } from "./verify.ts";
export type { Mismatch, VerificationResult } from "./verify.ts";
export { thinEpochs } from "./operators/thin-epochs.ts";
export { RUN_SNAPSHOTS } from "./rewind/snapshot-cache.ts";
export { systemClock } from "./clock.ts";
export type { Clock } from "./clock.ts";
export { createRunId } from "./runner/runner-options.ts";
export type { BranchStart } from "./runner/runner-options.ts";

// Events and commands
export {
  concatEpochs,
  countEvents,
  EPOCH_COLUMNS,
  eventsOf,
  isContinuedBy,
  lastSeq,
  mapColumns,
  rewindsRun,
  sliceEvents,
} from "./events/index.ts";
export type {
  Command,
  CommandedEvent,
  DataSummary,
  EpochChunk,
  EpochEvent,
  EventChunk,
  FinishedEvent,
  FinishReason,
  NoticedEvent,
  RunPoint,
  SampleRows,
  ScoredSnapshot,
  SettingsChange,
  SnapshotEvent,
  StartedEvent,
  StartPoint,
  TrainingEvent,
} from "./events/index.ts";
