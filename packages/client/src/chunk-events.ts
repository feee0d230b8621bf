import type { GapMessage } from "@epochal/protocol";
import { eventsOf, type EventChunk, type TrainingEvent } from "@epochal/stream/events";
import { Observable } from "rxjs";

/** The events of chunks, one by one. */
export function chunkEvents(chunks$: Observable<EventChunk | GapMessage>): Observable<TrainingEvent> {
  return new Observable((subscriber) =>
    chunks$.subscribe({
      next(chunk) {
        if (chunk.type !== "gap") for (const event of eventsOf(chunk)) subscriber.next(event);
      },
      error: (error) => subscriber.error(error),
      complete: () => subscriber.complete(),
    }),
  );
}
