export { connect } from "./connect.ts";
export type { ConnectOptions, RemoteRun, Server, StartedRun, WatchOptions } from "./connect.ts";
export type { OwnTraining, StartOptions, TrainingToStart } from "./start-run.ts";
export type { RefusedError } from "./wishes.ts";
export type { FollowStatus } from "./watcher.ts";
export type { IterateOptions, Overflow } from "./iterate.ts";
export type { CommandOptions } from "./steer-run.ts";
