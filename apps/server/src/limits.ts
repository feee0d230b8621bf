/** What a server allows; told to clients in `hello`, as far as it concerns them. */
import { availableParallelism } from "node:os";

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
  /** Connections from one address at the same time; those from this machine do not count. Default 64. */
  readonly connectionsPerAddress: number;
  /** Who has not said what it wants so many milliseconds after it came is told 408. Default 10 s. */
  readonly handshakeMs: number;
  /** Bytes of the largest `start` message it takes, where it takes any. Default 4 MiB. */
  readonly startBytes: number;
  /** Weights and biases of the largest network that a client may start. Default 1,000,000. */
  readonly startParameters: number;
  /**
   * Numbers that the units of such a network may hold at once: the rows of a batch times the units of all layers of all members. Training takes three
   * doubles for each. It holds for a `batchSize` that is set later, too. Default 16,000,000.
   */
  readonly startActivations: number;
  /** A training that a client starts and that has not begun after so many milliseconds is refused. Default 30 s. */
  readonly trialStartMs: number;
  /** Runs that go on at a time; those that clients start beyond it wait. Default: the machine's processors but one, at least 1. */
  readonly running: number;
  /** Runs that may wait. Default 16. */
  readonly queued: number;
  /**
   * Bytes that a store in memory may take. From half of it on the runs that ended first are deleted; one that goes on and finds no room breaks
   * off, as on a full disk, and is itself deleted where it takes more than that half. Default 1 GiB.
   */
  readonly memoryBytes: number;
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
  connectionsPerAddress: 64,
  handshakeMs: 10_000,
  startBytes: 4 * 1024 * 1024,
  startParameters: 1_000_000,
  startActivations: 16_000_000,
  trialStartMs: 30_000,
  running: Math.max(1, availableParallelism() - 1),
  queued: 16,
  memoryBytes: 1024 ** 3,
  heartbeatMs: 15_000,
  drainMs: 2000,
};
