/** Reads all stored events of a run. */
import type { LogThread } from "@epochal/log";
import { lastSeq, type EventChunk } from "@epochal/stream/events";

const PAGE_CHUNKS = 256;

export async function readRun(log: Pick<LogThread, "read">, run: string): Promise<EventChunk[]> {
  const chunks: EventChunk[] = [];
  for (let after = 0; ;) {
    const page = await log.read(run, after, PAGE_CHUNKS);
    const last = page.at(-1);
    if (!last) return chunks;
    chunks.push(...page);
    after = lastSeq(last);
  }
}
