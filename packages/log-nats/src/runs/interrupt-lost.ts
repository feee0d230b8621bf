/** Interrupts the runs of processes that have lost their lease. Every writer does this for the others; the first one wins. */
import type { Appender } from "./appender.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Writers } from "./writers.ts";

export interface InterruptLostContext {
  readonly catalogue: Catalogue;
  readonly appender: Appender;
  readonly writers: Writers;
}

/** @throws the first failure, after all runs: one that cannot be interrupted keeps no other one. */
export async function interruptLost({ catalogue, appender, writers }: InterruptLostContext): Promise<void> {
  const failures: unknown[] = [];
  for (const { entry } of catalogue.entries()) {
    const { id, writer } = entry;
    const isOther = writer !== writers.id && catalogue.record(id)?.status === "running";
    if (!isOther || !writers.isSilent(writer)) continue;
    try {
      if (!(await writers.holdsLease(writer))) await appender.interruptLost(entry, catalogue.head(id));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
