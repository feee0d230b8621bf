export { connect } from "./connect.ts";
export type { ConnectOptions, RemoteRun, Server } from "./connect.ts";
export type { FollowStatus } from "./follow-run.ts";
