import type { RunReader, RunRecord } from "@epochal/log";
import { lastSeq, type EventChunk } from "@epochal/stream/events";

/** The chunks of a run up to its head, page by page; ends with an empty page if there are fewer, as in a deleted run. */
export function* readPages(reader: RunReader, { id, head }: RunRecord): Generator<readonly EventChunk[], void> {
  for (let after = 0; after < head;) {
    const page = reader.read(id, after);
    yield page;
    const last = page.at(-1);
    if (!last) return;
    after = lastSeq(last);
  }
}
