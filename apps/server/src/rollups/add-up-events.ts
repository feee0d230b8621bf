/** Adds up the stored events of a run. */
import { lastSeq, type EventChunk } from "@epochal/stream/events";
import { createRollupIndex, type RollupIndex } from "./rollup-index.ts";

/** Chunks with the events of a run after a position. */
export type ReadChunks<Chunks> = (run: string, after: number, limit: number) => Chunks;

/** The chunks of a page, unless a megabyte of them ends it earlier. */
const PAGE_CHUNKS = 1024;

/** @param head the last event to add. */
export async function addUpEvents(
  read: ReadChunks<EventChunk[] | Promise<EventChunk[]>>,
  run: string,
  head: number,
): Promise<RollupIndex> {
  const rollups = createRollupIndex();
  while (rollups.head < head) {
    const chunks = await read(run, rollups.head, PAGE_CHUNKS);
    if (chunks.length === 0) throw new Error(`log.read: expected events of "${run}" after ${rollups.head}, got none`);
    for (const chunk of chunks) if (lastSeq(chunk) > rollups.head) rollups.add(chunk);
  }
  return rollups;
}
