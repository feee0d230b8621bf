/** All that is stored of a run. */
import type { LogThread } from "@epochal/log";
import { lastSeq, type EventChunk } from "@epochal/stream";

/** Chunks in one go. */
const SLICE = 256;

export async function readRun(log: Pick<LogThread, "read">, run: string): Promise<EventChunk[]> {
  const chunks: EventChunk[] = [];
  for (let after = 0; ;) {
    const read = await log.read(run, after, SLICE);
    const last = read.at(-1);
    if (!last) return chunks;
    chunks.push(...read);
    after = lastSeq(last);
  }
}
