/** The limits of a server. Those that concern clients are announced in `hello`. */
import { availableParallelism, totalmem } from "node:os";

export interface Limits {
  /** The size of a message other than `start`, in bytes. Default 64 KiB. */
  readonly messageBytes: number;
  /** Messages of a connection per second, except acknowledgements; bursts may be twice as large. Default 1000. */
  readonly messagesPerSecond: number;
  /** Subscriptions of a connection. Default 32. */
  readonly subscriptions: number;
  /** The window of a subscription, in events. Default 4096. */
  readonly window: number;
  /** Simultaneous connections. Default 1024; see also `open-files.ts`. */
  readonly connections: number;
  /** Simultaneous connections from one address, except from this machine. Default 64. */
  readonly connectionsPerAddress: number;
  /** Sockets that are no connections, such as silent ones. A further one takes the place of the oldest. Default 128. */
  readonly waitingSockets: number;
  /** The time a client has to send its request, in milliseconds; then it gets status 408. Also the time it has to read a reply. Default 10 s. */
  readonly handshakeMs: number;
  /** The size of a `start` message, in bytes. Default 4 MiB. */
  readonly startBytes: number;
  /** The size of all `start` messages that have no reply yet, in bytes; a client may have half of it. Default 16 MiB. */
  readonly pendingStartBytes: number;
  /** Weights and biases of a network that a client starts. Default 1,000,000. */
  readonly startParameters: number;
  /**
   * The activations of a training that a client starts: the rows of a batch times the units of all layers of all members. Training
   * needs three doubles for each. Also checked if the batch size is changed later. Default 16,000,000.
   */
  readonly startActivations: number;
  /** The memory of a training that a client starts, as estimated, in bytes. Default 1 GiB. */
  readonly startMemoryBytes: number;
  /**
   * The memory of all runs in progress, as estimated, in bytes: a training that a client starts beyond it is refused, and a queued run
   * waits. Default: three quarters of the memory of the machine, or of its container.
   */
  readonly runningMemoryBytes: number;
  /** The JavaScript heap of a training that a client starts, in bytes: its objects, without vectors. Default 512 MiB. */
  readonly startHeapBytes: number;
  /** The time a training that a client starts has until its first event, in milliseconds. Default 20 s. */
  readonly trialStartMs: number;
  /** Simultaneously running runs; further runs that clients start, and branches, are queued. Default: the number of processors minus 1, at least 2, so that a branch trains beside its run. */
  readonly running: number;
  /** Queued runs. Default 16. */
  readonly queued: number;
  /**
   * The bytes of events that a client's run may store; then it is stopped with a notice. Default 256 MiB; in memory at most a
   * quarter of `memoryBytes`.
   */
  readonly runBytes: number;
  /**
   * The bytes of events of all runs. Above it, ended runs are deleted as `retention` allows, and if running runs use more than half
   * of it, the largest is stopped with a notice. Default: `keepBytes` of the retention, if any; in memory three quarters of `memoryBytes`.
   */
  readonly storeBytes: number;
  /**
   * The size of an in-memory store, in bytes. Above half of it, the runs that ended first are deleted. A running run that exceeds it
   * in one commit fails, as on a full disk. Default 1 GiB.
   */
  readonly memoryBytes: number;
  /** The interval of heartbeats, in milliseconds. Default 15 s. */
  readonly heartbeatMs: number;
  /** The time over which connections are closed at shutdown, in milliseconds; less if there are few. Default 2 s. */
  readonly drainMs: number;
}

/** The part of the memory that runs may take; the server and its store need some. */
const RUNNING_PART = 3 / 4;

export const defaultLimits: Limits = {
  messageBytes: 64 * 1024,
  messagesPerSecond: 1000,
  subscriptions: 32,
  window: 4096,
  connections: 1024,
  connectionsPerAddress: 64,
  waitingSockets: 128,
  handshakeMs: 10_000,
  startBytes: 4 * 1024 * 1024,
  pendingStartBytes: 16 * 1024 * 1024,
  startParameters: 1_000_000,
  startActivations: 16_000_000,
  startMemoryBytes: 1024 ** 3,
  runningMemoryBytes: RUNNING_PART * Math.min(totalmem(), process.constrainedMemory() || Infinity),
  startHeapBytes: 512 * 1024 ** 2,
  trialStartMs: 20_000,
  running: Math.max(2, availableParallelism() - 1),
  queued: 16,
  runBytes: 256 * 1024 ** 2,
  storeBytes: Infinity,
  memoryBytes: 1024 ** 3,
  heartbeatMs: 15_000,
  drainMs: 2000,
};
