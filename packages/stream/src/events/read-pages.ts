import { lastSeq, type EventChunk } from "./epoch-chunk.ts";

/** A log, as far as the events of a run are read from it. */
export interface EventSource {
  /** Chunks with the events after position `after`, at most `limit`; none if there are no more. */
  read(run: string, after: number, limit?: number): readonly EventChunk[] | Promise<readonly EventChunk[]>;
}

/**
 * The chunks of a stored run, page by page.
 * @param run its id, and the position of its last event to read. Default: that of the newest one when it is read.
 * @param limit chunks of a page. Default: as the log chooses.
 */
export async function* readPages(
  log: EventSource,
  { id, head = Infinity }: { readonly id: string; readonly head?: number },
  limit?: number,
): AsyncGenerator<readonly EventChunk[], void> {
  for (let after = 0; after < head;) {
    const page = await log.read(id, after, limit);
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = lastSeq(last);
  }
}
