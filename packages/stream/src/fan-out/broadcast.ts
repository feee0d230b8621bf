/** Sends the chunks of a run to many subscribers. Each receives the past first, then what follows. */
import { Observable } from "rxjs";
import { lastSeq, type EventChunk } from "../events/index.ts";
import { createEventBuffer, type EventBuffer } from "./event-buffer.ts";

export interface Broadcast {
  readonly chunks$: Observable<EventChunk>;
  next(chunk: EventChunk): void;
  /** Ends `chunks$` with an error. */
  error(error: unknown): void;
  /** Completes `chunks$`. */
  complete(): void;
}

export function createBroadcast(buffer: EventBuffer = createEventBuffer()): Broadcast {
  const subscribers = new Set<() => void>();
  let failure: { readonly error: unknown } | undefined;
  let isComplete = false;

  function notifySubscribers(): void {
    for (const advance of subscribers) advance();
  }

  // A subscriber is a cursor in the buffer: it is live when the cursor is at the end.
  const chunks$ = new Observable<EventChunk>((subscriber) => {
    let seq = 0;
    const advance = () => {
      for (let chunk = buffer.after(seq); chunk && !subscriber.closed; chunk = buffer.after(seq)) {
        seq = lastSeq(chunk);
        subscriber.next(chunk);
      }
      if (failure) subscriber.error(failure.error);
      else if (isComplete) subscriber.complete();
    };
    subscribers.add(advance);
    advance();
    return () => subscribers.delete(advance);
  });

  return {
    chunks$,
    next(chunk) {
      buffer.push(chunk);
      notifySubscribers();
    },
    error(error) {
      failure ??= { error };
      notifySubscribers();
    },
    complete() {
      isComplete = true;
      notifySubscribers();
    },
  };
}
