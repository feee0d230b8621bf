/**
 * The processes that write to the log. Each holds a lease in a bucket, which the server deletes if it is not renewed in time. A run
 * whose writer has lost its lease is interrupted by the others.
 */
import type { KV } from "@nats-io/kv";
import { hostname } from "node:os";
import { isWrongSequence } from "../connection/failures.ts";
import { parseObject } from "../messages/parse-object.ts";

/** The process of a lease. */
export interface Lease {
  /** The id of the process as a writer. */
  readonly id: string;
  /** The machine. */
  readonly host: string;
  /** The number of the process on this machine. */
  readonly process: number;
  /** When it was renewed last, in milliseconds since 1970. */
  readonly renewed: number;
  /** For a worker: the most runs that it trains at a time. */
  readonly jobs?: number;
  /** For a worker: the number of runs that it trains. */
  readonly runs?: number;
}

/** A lease in its bucket. */
export type LeaseEntry = Omit<Lease, "id" | "renewed">;

const MAX_HOST_CHARACTERS = 255;

/** @throws RangeError if epochal has not written it. */
export function decodeLease(writer: string, text: string): LeaseEntry {
  const { host, process, jobs, runs } = parseObject(text) as LeaseEntry;
  const isValid =
    typeof host === "string" &&
    host.length <= MAX_HOST_CHARACTERS &&
    [process, jobs ?? 0, runs ?? 0].every((count) => Number.isSafeInteger(count) && count >= 0);
  if (!isValid) throw new RangeError(`${JSON.stringify(writer)}: a lease that is none: another program has written it`);
  return { host, process, ...(jobs !== undefined && { jobs }), ...(runs !== undefined && { runs }) };
}

/** The part of a lease that only workers have. */
export type Load = Required<Pick<Lease, "jobs" | "runs">>;

export interface Writers {
  /** The id of this process as a writer. */
  readonly id: string;
  /**
   * Takes a lease and renews it until `close`.
   * @param onCheck is called more often than that: it looks for leases that have expired.
   * @param onRenewal is called with each renewal.
   */
  join(onCheck: () => void, onRenewal: () => void): Promise<void>;
  /** A lease of this writer was seen. @param lease undefined if it was given back. @param time in milliseconds since 1970. */
  seen(writer: string, lease: LeaseEntry | undefined, time: number): void;
  /** The leases that were seen last of each process, except those that have expired. */
  leases(): Lease[];
  /** Whether a lease of this writer was seen at any time. */
  wasSeen(writer: string): boolean;
  /** Whether this process has seen no lease of a writer for a whole lease time, in which it could have seen one. */
  isSilent(writer: string): boolean;
  /** Whether a writer holds a lease, as the server says. */
  holdsLease(writer: string): Promise<boolean>;
  /** Gives the lease back. */
  close(): Promise<void>;
}

/** Renewals in a lease time, and checks for leases that have expired. */
const RENEWALS = 3;
const CHECKS = 12;

/** @param load of this process, if it is a worker. @param elapsedMs monotonic, in ms. */
export function createWriters(
  bucket: KV,
  id: string,
  leaseMs: number,
  load: () => Load | undefined = () => undefined,
  elapsedMs: () => number = () => performance.now(),
): Writers {
  const lastSeen = new Map<string, number>();
  const leases = new Map<string, Lease>();
  let visibleSince = elapsedMs();
  let lastTick = visibleSince;
  let ticks = 0;
  let timer: NodeJS.Timeout | undefined;
  const value = () => JSON.stringify({ host: hostname(), process: process.pid, ...load() });
  /** The revision of the lease. */
  let revision = 0;

  async function renew(): Promise<void> {
    try {
      // A renewal that is lost with its connection gets no reply: it must not seem later that the server was away until then.
      revision = await bucket.update(id, value(), revision, leaseMs / RENEWALS);
    } catch (error) {
      if (isWrongSequence(error)) await renewUnknown();
      // The server is away, for the other writers too: they need time to renew their leases afterwards.
      else visibleSince = elapsedMs();
    }
  }

  /** The reply to a renewal was lost, or the lease has expired. In this case others may have interrupted the runs of this process. */
  async function renewUnknown(): Promise<void> {
    const entry = await bucket.get(id).catch(() => undefined);
    if (entry === undefined) return;
    if (entry?.operation === "PUT") revision = entry.revision;
    else revision = await bucket.create(id, value()).catch(() => revision);
  }

  function tick(onCheck: () => void, onRenewal: () => void): void {
    // After a pause of this process it has not seen yet which leases were renewed meanwhile.
    if (elapsedMs() - lastTick > leaseMs) visibleSince = elapsedMs();
    lastTick = elapsedMs();
    onCheck();
    if (++ticks % (CHECKS / RENEWALS) !== 0) return;
    void renew();
    onRenewal();
  }

  const isSilent = (writer: string) => elapsedMs() - Math.max(visibleSince, lastSeen.get(writer) ?? 0) > leaseMs;

  return {
    id,
    async join(onCheck, onRenewal) {
      revision = await bucket.create(id, value());
      timer = setInterval(() => tick(onCheck, onRenewal), leaseMs / CHECKS);
    },
    seen(writer, lease, time) {
      if (!lease) {
        leases.delete(writer);
        return;
      }
      lastSeen.set(writer, elapsedMs());
      leases.set(writer, { id: writer, ...lease, renewed: time });
    },
    leases() {
      for (const writer of leases.keys()) if (isSilent(writer)) leases.delete(writer);
      return [...leases.values()];
    },
    wasSeen: (writer) => lastSeen.has(writer),
    isSilent,
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
