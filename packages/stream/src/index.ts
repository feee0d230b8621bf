// Trainings over time
export { train } from "./train.ts";
export type { TrainOptions } from "./train.ts";
export { startRun } from "./run.ts";
export type { Run, RunOptions } from "./run.ts";
export { thinEpochs } from "./operators/thin-epochs.ts";
export { systemClock } from "./clock.ts";
export type { Clock } from "./clock.ts";

// What happens in them
export { eventsOf, lastSeq } from "./events.ts";
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
  Origin,
  SampleRows,
  SnapshotEvent,
  StartedEvent,
  TrainingEvent,
} from "./events.ts";
