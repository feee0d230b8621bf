export { connect, type RemoteRun, type Server, type StartedRun } from "./connect.ts";
export type { ConnectOptions } from "./connection.ts";
export { chartOptions, type WatchOptions } from "./watch/watch-run.ts";
export type { SpecTraining, StartOptions, TrainingToStart } from "./start-remote-run.ts";
export type { RefusedError } from "./requests.ts";
export type { FollowStatus } from "./watch/run-observer.ts";
export type { IterateOptions, Overflow } from "./iterate.ts";
export type { CommandOptions } from "./send-command.ts";
export { joinSuccessors } from "./join-successors.ts";
