/** Interrupts the runs of processes that have lost their lease. Every writer does this for the others; the first one wins. */
import type { Appender } from "./appender.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Writers } from "./writers.ts";

export interface InterruptLostContext {
  readonly catalogue: Catalogue;
  readonly appender: Appender;
  readonly writers: Writers;
}

/** @throws the first failure; the other runs are interrupted all the same. */
export async function interruptLost({ catalogue, appender, writers }: InterruptLostContext): Promise<void> {
  const lost = [...catalogue.entries()].filter(
    ({ entry: { id, writer } }) =>
      writer !== writers.id && catalogue.record(id)?.status === "running" && writers.isSilent(writer),
  );
  const byWriter = [...Map.groupBy(lost, ({ entry }) => entry.writer)];
  const results = await Promise.allSettled(
    byWriter.map(async ([writer, runs]) => {
      if (await writers.holdsLease(writer)) return;
      await Promise.all(runs.map(({ entry }) => appender.interruptLost(entry, catalogue.head(entry.id))));
    }),
  );
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
