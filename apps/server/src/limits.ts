/** What a server allows; told to clients in `hello`. */
export interface Limits {
  /** Bytes of the largest message it takes. Default 64 KiB. */
  readonly messageBytes: number;
  /** Subscriptions of one connection. Default 32. */
  readonly subscriptions: number;
  /** Connections at the same time. Default 1024. */
  readonly connections: number;
  /** Milliseconds of silence after which it sends a heartbeat. Default 15 s. */
  readonly heartbeatMs: number;
}

export const defaultLimits: Limits = {
  messageBytes: 64 * 1024,
  subscriptions: 32,
  connections: 1024,
  heartbeatMs: 15_000,
};
