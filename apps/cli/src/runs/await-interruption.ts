/** Waits until a run on NATS whose process has died is interrupted, and so can be resumed. */
import type { EventLog, RunRecord } from "@epochal/log";
import { InputError } from "../errors.ts";
import type { NatsFlags } from "../options/nats-options.ts";
import { logNote, type Terminal } from "../terminal.ts";
import { openNats, storeName } from "./open-nats.ts";

/** In lease times: the process is silent for one, and the next check follows soon. */
const LIMIT_LEASES = 3;

/**
 * A reader reports a run as interrupted as soon as its process holds no lease. It is interrupted by a process that has seen no lease
 * for a whole lease time, which this one becomes.
 *
 * @param run as a reader reports it.
 * @throws InputError if its process is alive.
 */
export async function awaitInterruption(
  address: string,
  { id }: RunRecord,
  flags: NatsFlags,
  terminal: Terminal,
): Promise<void> {
  const log = await openNats(address, flags, {});
  try {
    if (log.run(id)?.status === "interrupted") return;
    logNote(
      terminal,
      `the process of ${id} was lost: waiting until its lease has expired, about ${log.leaseMs / 1000} s …`,
    );
    if (await becomesInterrupted(log, id, LIMIT_LEASES * log.leaseMs)) return;
    throw new InputError(
      `${storeName(address)}: only an interrupted run can be resumed, and the process of ${id} is alive`,
    );
  } finally {
    await log.close();
  }
}

/** Resolves to false if the run continues, or after `limitMs`. */
export function becomesInterrupted(
  log: Pick<EventLog, "run" | "watch">,
  id: string,
  limitMs: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, limitMs);
    const unwatch = log.watch((changed) => changed === id && end());
    function end(): void {
      clearTimeout(timer);
      unwatch();
      resolve(log.run(id)?.status === "interrupted");
    }
  });
}
