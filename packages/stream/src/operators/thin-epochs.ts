/** Fewer epochs for slower eyes: the newest one, at most every so many milliseconds. */
import { asyncScheduler, Observable, type MonoTypeOperatorFunction, type SchedulerLike, type Subscription } from "rxjs";
import type { EpochEvent, TrainingEvent } from "../events/index.ts";

/**
 * Lets an `epoch` event through at most every `ms` milliseconds: the first at once, then the newest of each interval.
 * All other events pass at once and in order; an epoch that waits goes before them, so that the last one is always seen.
 *
 * @param scheduler what counts the time. Default: timers.
 */
export function thinEpochs(
  ms: number,
  scheduler: SchedulerLike = asyncScheduler,
): MonoTypeOperatorFunction<TrainingEvent> {
  return (source) =>
    new Observable((subscriber) => {
      let waiting: EpochEvent | undefined;
      let interval: Subscription | undefined;

      function pass(event: EpochEvent): void {
        waiting = undefined;
        interval = scheduler.schedule(() => {
          interval = undefined;
          if (waiting) pass(waiting);
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
            pass(event);
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
