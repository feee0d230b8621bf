/** Interrupts the runs of processes that have lost their lease. Every writer does this for the others; the first one wins. */
import type { Appender } from "./appender.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Writers } from "./writers.ts";

export interface InterruptLostContext {
  readonly catalogue: Catalogue;
  readonly appender: Appender;
  readonly writers: Writers;
}

export async function interruptLost({ catalogue, appender, writers }: InterruptLostContext): Promise<void> {
  for (const { entry } of catalogue.entries()) {
    const { id, writer } = entry;
    const isOther = writer !== writers.id && catalogue.record(id)?.status === "running";
    if (!isOther || !writers.isSilent(writer) || (await writers.holdsLease(writer))) continue;
    await appender.interruptLost(entry, catalogue.head(id));
  }
}
