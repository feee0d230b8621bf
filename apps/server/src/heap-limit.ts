/** The JavaScript heap of the thread that serves, as its limits bound it. Runs, the log and tables have threads with heaps of their own. */
import type { Limits } from "./limits.ts";

const KIB = 1024;
const MIB = 1024 ** 2;

/** The code and everything small: several times as much as a server was seen to need. */
const BASE_BYTES = 128 * MIB;
/** A connection with all its subscriptions and what waits for its client. */
const CONNECTION_BYTES = 64 * KIB;
/** The newest frames of a run; see `frame-cache.ts`. */
const RUN_BYTES = 8 * MIB;
/** Objects parsed from JSON, for each byte of it. */
const PARSED_BYTES = 8;
/** The part of a store that the records of its runs take, and the index of their sums; see `rollup-index.ts`. */
const STORE_PART = 1 / 8;

/**
 * The number of bytes that the heap of a server never needs, with room to spare. A process can be started with this limit
 * (`--max-heap-size`): then V8 collects garbage early, and the process stays small. Undefined if the store is unbounded.
 */
export function serverHeapBytes(limits: Limits): number | undefined {
  const { connections, running, pendingStartBytes, storeBytes } = limits;
  if (!Number.isFinite(storeBytes)) return undefined;
  const starts = pendingStartBytes * PARSED_BYTES;
  return BASE_BYTES + connections * CONNECTION_BYTES + (running + 1) * RUN_BYTES + starts + storeBytes * STORE_PART;
}
