import { Observable, type OperatorFunction } from "rxjs";
import { eventsOf, type EventChunk, type TrainingEvent } from "../events/index.ts";

/**
 * The events of each chunk, one by one and in order. A chunk that arrives while an event is being emitted waits until the current
 * chunk is done. Equivalent to `concatMap(eventsOf)`, which is slower, above all before it is optimized.
 */
export function toEvents(): OperatorFunction<EventChunk, TrainingEvent> {
  return (chunks$) =>
    new Observable((subscriber) => {
      const waiting: EventChunk[] = [];
      let isEmitting = false;
      let isComplete = false;

      function emitWaiting(): void {
        isEmitting = true;
        for (let chunk = waiting.shift(); chunk; chunk = waiting.shift()) {
          for (const event of eventsOf(chunk)) {
            if (subscriber.closed) return;
            subscriber.next(event);
          }
        }
        isEmitting = false;
        if (isComplete) subscriber.complete();
      }

      return chunks$.subscribe({
        next(chunk) {
          // After an unsubscribe while past chunks are emitted, the rest of them is dropped.
          if (subscriber.closed) return;
          waiting.push(chunk);
          if (!isEmitting) emitWaiting();
        },
        error: (error: unknown) => subscriber.error(error),
        complete() {
          isComplete = true;
          if (!isEmitting) subscriber.complete();
        },
      });
    });
}
