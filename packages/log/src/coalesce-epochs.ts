/**
 * Merges small chunks of epochs when they are read. A slow run is stored one epoch at a time, for live viewers; the cost of a
 * chunk hardly depends on the number of its epochs.
 */
import { concatEpochs, countEvents, isContinuedBy, type EpochChunk, type EventChunk } from "@epochal/stream/events";

/** Chunks of this many epochs or more are left as they are. */
const LARGE = 64;
/** Maximum number of epochs in a merged chunk. */
const MAX_EPOCHS = 1024;

/** The same events, in order and bit for bit, in fewer chunks. */
export function coalesceEpochs(chunks: readonly EventChunk[]): EventChunk[] {
  const coalesced: EventChunk[] = [];
  let group: EpochChunk[] = [];
  let count = 0;

  function endGroup(): void {
    if (group.length > 0) coalesced.push(concatEpochs(group));
    group = [];
    count = 0;
  }

  for (const chunk of chunks) {
    const added = countEvents(chunk);
    if (chunk.type !== "epochs" || added >= LARGE) {
      endGroup();
      coalesced.push(chunk);
      continue;
    }
    const last = group.at(-1);
    if (last && (!isContinuedBy(last, chunk) || count + added > MAX_EPOCHS)) endGroup();
    group.push(chunk);
    count += added;
  }
  endGroup();
  return coalesced;
}
