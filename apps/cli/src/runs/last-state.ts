import type { EventChunk } from "@epochal/stream/events";
import type { RunState } from "@epochal/view";

/** The state of a run after its stored events, which are read page by page. */
export async function lastState(
  pages: Iterable<readonly EventChunk[]> | AsyncIterable<readonly EventChunk[]>,
): Promise<RunState> {
  const { initialState, reduce } = await import("@epochal/view");
  let state = initialState();
  for await (const chunks of pages) for (const chunk of chunks) state = reduce(state, chunk);
  return state;
}
