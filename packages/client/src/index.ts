export { connect } from "./connect.ts";
export type { ConnectOptions, RemoteRun, Server, WatchOptions } from "./connect.ts";
export type { FollowStatus } from "./watcher.ts";
export type { IterateOptions, Overflow } from "./iterate.ts";
export type { CommandOptions } from "./steer-run.ts";
