// In a thread of its own
export { startLogThread } from "./thread/log-thread.ts";
export type { LogThread, LogThreadOptions } from "./thread/log-thread.ts";
export type { NewRunWithData } from "./thread/log-worker.ts";
export { storeRun, failureKind } from "./store-run.ts";
export type { FailureKind, StoreRunContext, RunToStore } from "./store-run.ts";

// In this thread
export { openLog } from "./log.ts";
export type { LogOptions, NewRun, RunLog } from "./log.ts";
export type { Append } from "./runs/appender.ts";
export { readLog } from "./runs/reader.ts";
export type { OpenReader, RunReader, StoredTraining } from "./runs/reader.ts";
export { compressData } from "./store/training-data.ts";
export type { CompressedData } from "./store/training-data.ts";

// What few epochs each have in common
export { coalesceEpochs } from "./coalesce-epochs.ts";

// Its catalogue
export type { RunRecord, RunStatus } from "./runs/run-record.ts";
export type { KeyRecord } from "./runs/keys.ts";
export type { Retention } from "./runs/retention.ts";
export type { Synchronous } from "./store/store.ts";
