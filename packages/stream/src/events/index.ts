/** The events and commands of a run. This entry imports no rxjs and runs in any JavaScript engine. */
export type {
  CommandedEvent,
  DataSummary,
  EpochEvent,
  FinishedEvent,
  FinishReason,
  NoticedEvent,
  SampleRows,
  ScoredSnapshot,
  SettingsChange,
  SnapshotEvent,
  StartedEvent,
  StartPoint,
  TrainingEvent,
} from "./training-event.ts";
export { isSettingName, rewindsRun } from "./command.ts";
export type { Command, RunPoint } from "./command.ts";
export { densestIndex } from "./densest-index.ts";
export { readPages, type EventSource } from "./read-pages.ts";
export { slowStartPace } from "./slow-start.ts";
export { upperBound } from "./upper-bound.ts";
export {
  concatEpochs,
  countEvents,
  EPOCH_COLUMNS,
  eventsOf,
  isContinuedBy,
  lastSeq,
  mapColumns,
  sliceEvents,
} from "./epoch-chunk.ts";
export type { EpochChunk, EventChunk } from "./epoch-chunk.ts";
