/**
 * The processes that write to the log. Each holds a lease in a bucket, which the server deletes if it is not renewed in time. A run
 * whose writer has lost its lease is interrupted by the others.
 */
import type { KV } from "@nats-io/kv";
import { hostname } from "node:os";

export interface Writers {
  /** The id of this process as a writer. */
  readonly id: string;
  /** Takes a lease and renews it until `close`. @param onRenewal is called with every renewal. */
  join(onRenewal: () => void): Promise<void>;
  /** A lease of this writer was seen. */
  seen(writer: string): void;
  /** Whether a lease of this writer was seen at any time. */
  wasSeen(writer: string): boolean;
  /** Whether this process has seen no lease of a writer for a whole lease time, in which it could have seen one. */
  isSilent(writer: string): boolean;
  /** Whether a writer holds a lease, as the server says. */
  holdsLease(writer: string): Promise<boolean>;
  /** Gives the lease back. */
  close(): Promise<void>;
}

/** Renewals in a lease time. */
const RENEWALS = 3;

/** @param elapsedMs monotonic, in ms. */
export function createWriters(
  bucket: KV,
  id: string,
  leaseMs: number,
  elapsedMs: () => number = () => performance.now(),
): Writers {
  const lastSeen = new Map<string, number>();
  let visibleSince = elapsedMs();
  let lastRenewal = visibleSince;
  let timer: NodeJS.Timeout | undefined;
  const value = JSON.stringify({ host: hostname(), process: process.pid });

  async function renew(): Promise<void> {
    try {
      await bucket.put(id, value, { timeout: leaseMs });
    } catch {
      // The server is away, for the other writers too: they need time to renew their leases afterwards.
      visibleSince = elapsedMs();
    }
  }

  function tick(onRenewal: () => void): void {
    // After a pause of this process it has not seen yet which leases were renewed meanwhile.
    if (elapsedMs() - lastRenewal > leaseMs) visibleSince = elapsedMs();
    lastRenewal = elapsedMs();
    void renew();
    onRenewal();
  }

  return {
    id,
    async join(onRenewal) {
      await bucket.put(id, value);
      timer = setInterval(() => tick(onRenewal), leaseMs / RENEWALS);
    },
    seen: (writer) => void lastSeen.set(writer, elapsedMs()),
    wasSeen: (writer) => lastSeen.has(writer),
    isSilent: (writer) => elapsedMs() - Math.max(visibleSince, lastSeen.get(writer) ?? 0) > leaseMs,
    async holdsLease(writer) {
      const lease = await bucket.get(writer);
      return lease !== null && lease.operation === "PUT";
    },
    async close() {
      if (timer === undefined) return;
      clearInterval(timer);
      await bucket.delete(id).catch(() => {
        // It expires by itself.
      });
    },
  };
}
