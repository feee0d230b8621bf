import type { RunRecord } from "@epochal/log";
import { lastSeq, type EventChunk } from "@epochal/stream/events";
import type { StoreReader } from "./with-store.ts";

/** The chunks of a run up to its head, page by page; ends with an empty page if there are fewer, as in a deleted run. */
export async function* readPages(
  reader: Pick<StoreReader, "read">,
  { id, head }: RunRecord,
): AsyncGenerator<readonly EventChunk[], void> {
  for (let after = 0; after < head;) {
    const page = await reader.read(id, after);
    yield page;
    const last = page.at(-1);
    if (!last) return;
    after = lastSeq(last);
  }
}
