// In a thread of its own
export { startLogThread } from "./log-thread.ts";
export type { LogThread, LogThreadOptions } from "./log-thread.ts";
export type { NewRunWithData } from "./log-worker.ts";
export { storeRun, failureKind } from "./store-run.ts";
export type { FailureKind, StoreRunContext, RunToStore } from "./store-run.ts";

// In this thread
export { openLog } from "./log.ts";
export type { LogOptions, NewRun, RunLog } from "./log.ts";
export type { Append } from "./appender.ts";
export { readLog } from "./reader.ts";
export type { OpenReader, RunReader, StoredTraining } from "./reader.ts";
export { compressData } from "./training-data.ts";
export type { CompressedData } from "./training-data.ts";

// What few epochs each have in common
export { coalesceEpochs } from "./coalesce-epochs.ts";

// Its catalogue
export type { RunRecord, RunStatus } from "./record.ts";
export type { KeyRecord } from "./keys.ts";
export type { Retention } from "./retention.ts";
export type { Synchronous } from "./store.ts";
