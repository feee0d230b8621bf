// In a thread of its own
export { startLogThread } from "./log-thread.ts";
export type { LogThread, LogThreadOptions } from "./log-thread.ts";
export type { NewRunWithData } from "./log-worker.ts";
export { storeRun, whyOf } from "./store-run.ts";
export type { Breakage, StoreRunContext, RunToStore } from "./store-run.ts";

// In this thread
export { openLog } from "./log.ts";
export type { LogOptions, NewRun, RunLog } from "./log.ts";
export type { Append } from "./appender.ts";
export { readLog } from "./reader.ts";
export type { OpenReader, RunReader, StoredTraining, TrainingSpec } from "./reader.ts";
export { compressData } from "./training-data.ts";
export type { CompressedData } from "./training-data.ts";

// What few epochs each have in common
export { joinEpochs } from "./join-epochs.ts";

// Its catalogue
export type { RunRecord, RunStatus } from "./record.ts";
export type { KeyRecord } from "./keys.ts";
export type { Retention } from "./retention.ts";
export type { Synchronous } from "./store.ts";
