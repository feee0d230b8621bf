/** What a server allows; told to clients in `hello`, as far as it concerns them. */
export interface Limits {
  /** Bytes of the largest message it takes. Default 64 KiB. */
  readonly messageBytes: number;
  /** Messages of one connection in a second, twice as many at once; acknowledgements do not count. Default 1000. */
  readonly messagesPerSecond: number;
  /** Subscriptions of one connection. Default 32. */
  readonly subscriptions: number;
  /** Events of the largest window that a subscription may ask for. Default 4096. */
  readonly window: number;
  /** Connections at the same time. Default 1024. */
  readonly connections: number;
  /** So often it sends a heartbeat, in milliseconds. Default 15 s. */
  readonly heartbeatMs: number;
  /** Over so many milliseconds it closes its connections when it goes away; fewer where they are few. Default 2 s. */
  readonly drainMs: number;
}

export const defaultLimits: Limits = {
  messageBytes: 64 * 1024,
  messagesPerSecond: 1000,
  subscriptions: 32,
  window: 4096,
  connections: 1024,
  heartbeatMs: 15_000,
  drainMs: 2000,
};
