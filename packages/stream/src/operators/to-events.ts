import { Observable, type OperatorFunction } from "rxjs";
import { eventsOf, type EventChunk, type TrainingEvent } from "../events/index.ts";

/**
 * The events of each chunk, one by one and in order: what is told while an event is being heard, comes behind those of its chunk.
 * As `concatMap(eventsOf)`, which takes longer, above all when it is young.
 */
export function toEvents(): OperatorFunction<EventChunk, TrainingEvent> {
  return (chunks$) =>
    new Observable((subscriber) => {
      const waiting: EventChunk[] = [];
      let isTelling = false;
      let isComplete = false;

      function tellAll(): void {
        isTelling = true;
        for (let chunk = waiting.shift(); chunk; chunk = waiting.shift()) {
          for (const event of eventsOf(chunk)) {
            if (subscriber.closed) return;
            subscriber.next(event);
          }
        }
        isTelling = false;
        if (isComplete) subscriber.complete();
      }

      return chunks$.subscribe({
        next(chunk) {
          // Who left while all that came before was told is told no more of it.
          if (subscriber.closed) return;
          waiting.push(chunk);
          if (!isTelling) tellAll();
        },
        error: (error: unknown) => subscriber.error(error),
        complete() {
          isComplete = true;
          if (!isTelling) subscriber.complete();
        },
      });
    });
}
