// In its own thread
export type { EventLog, NewRunWithData } from "./event-log.ts";
export type { JobQueue, QueueLoad, RunRequests, SharedLog, TakenRun } from "./shared-log.ts";
export { startLogThread, type LogThreadOptions } from "./thread/log-thread.ts";
export { failureKind, storeRun, type FailureKind, type RunToStore, type StoreRunContext } from "./store-run.ts";

// In this thread
export { openLog } from "./log.ts";
export { isStoreInUse } from "./store/lock.ts";
export type { LogOptions, RunLog } from "./run-log.ts";
export type { NewRun, RunDescription } from "./runs/run-catalogue.ts";
export type { Append } from "./runs/appender.ts";
export { isRunTooLarge, type RunTooLargeError } from "./runs/run-too-large.ts";
export { readLog, type OpenReader, type RunReader, type StoredTraining } from "./runs/reader.ts";
export { compressData, type CompressedData } from "./store/training-data.ts";

// From one log to another
export { copyRun, type CopyOutcome, type CopySource, type CopyTarget } from "./copy-run.ts";

// Few chunks instead of many
export { coalesceEpochs } from "./coalesce-epochs.ts";
export { sizeOfChunks } from "./thread/size-of-chunks.ts";

// What is stored beside the events
export type { RunRecord, RunStatus } from "./runs/run-record.ts";
export { modelScore } from "./runs/run-summary.ts";
export type { BestEpoch, RunScore, RunSummary } from "./runs/run-summary.ts";
export type { KeyRecord } from "./runs/keys.ts";
export type { Retention } from "./runs/retention.ts";
export type { Synchronous } from "./store/store.ts";
