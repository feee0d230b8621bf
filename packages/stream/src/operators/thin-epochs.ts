/** Fewer epochs: the newest one per interval. */
import { asyncScheduler, Observable, type MonoTypeOperatorFunction, type SchedulerLike, type Subscription } from "rxjs";
import type { EpochEvent, TrainingEvent } from "../events/index.ts";

/**
 * Emits at most one `epoch` event every `ms` milliseconds: the first one immediately, then the newest of each interval.
 * All other events pass immediately and in order. A waiting epoch is emitted before them, so that the last epoch always arrives.
 *
 * @param scheduler for the intervals. Default: timers.
 */
export function thinEpochs(
  ms: number,
  scheduler: SchedulerLike = asyncScheduler,
): MonoTypeOperatorFunction<TrainingEvent> {
  return (source) =>
    new Observable((subscriber) => {
      let waiting: EpochEvent | undefined;
      let interval: Subscription | undefined;

      function emit(event: EpochEvent): void {
        waiting = undefined;
        interval = scheduler.schedule(() => {
          interval = undefined;
          if (waiting) emit(waiting);
        }, ms);
        subscriber.next(event);
      }

      function flush(): void {
        const event = waiting;
        waiting = undefined;
        if (event) subscriber.next(event);
      }

      const subscription = source.subscribe({
        next(event) {
          if (event.type !== "epoch") {
            flush();
            subscriber.next(event);
          } else if (interval) {
            waiting = event;
          } else {
            emit(event);
          }
        },
        error(error) {
          flush();
          subscriber.error(error);
        },
        complete() {
          flush();
          subscriber.complete();
        },
      });
      return () => {
        subscription.unsubscribe();
        interval?.unsubscribe();
      };
    });
}
