/** Slows down clients that guess tokens. The right token is never delayed, so that no client can lock out others at the same address. */
import type { Clock } from "@epochal/stream";
import type { Logger } from "../../logger.ts";

interface Failures {
  count: number;
  last: number;
  /** When the last log line was written; undefined before the first one. */
  logged?: number;
}

/** The first few wrong tokens of an address are answered immediately: people mistype. */
const FREE_FAILURES = 3;
const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 5000;
/** After this time without a wrong token an address starts anew. It gets at most one log line in this time. */
const FORGET_MS = 60_000;
const MAX_ADDRESSES = 1024;

/** Returns a function that records a wrong token, and returns how many milliseconds the reply must wait. */
export function createTokenGuard(clock: Clock, logger: Logger): (address: string) => number {
  /** The address with the oldest failure first. */
  const byAddress = new Map<string, Failures>();

  return (address) => {
    const now = clock.monotonic();
    const known = byAddress.get(address);
    const failures = known && now - known.last < FORGET_MS ? known : { count: 0, last: now };
    failures.count += 1;
    failures.last = now;
    byAddress.delete(address);
    const [oldest] = byAddress.keys();
    if (byAddress.size >= MAX_ADDRESSES && oldest !== undefined) byAddress.delete(oldest);
    byAddress.set(address, failures);
    if (failures.logged === undefined || now - failures.logged >= FORGET_MS) {
      failures.logged = now;
      logger.warn({ address, attempts: failures.count }, "wrong token");
    }
    const excess = failures.count - FREE_FAILURES;
    return excess <= 0 ? 0 : Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (excess - 1));
  };
}
