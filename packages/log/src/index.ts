export { openLog } from "./log.ts";
export type { LogOptions, RunLog, RunRecord, RunStatus } from "./log.ts";
