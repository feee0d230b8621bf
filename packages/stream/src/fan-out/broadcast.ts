/** What is told once and heard by many: each who subscribes hears what has been told so far, then what is. */
import { Observable } from "rxjs";
import { createEventBuffer, type EventBuffer } from "./event-buffer.ts";
import { lastSeq, type EventChunk } from "../events/index.ts";

export interface Broadcast {
  readonly chunks$: Observable<EventChunk>;
  next(chunk: EventChunk): void;
  /** It ends with an error. */
  error(error: unknown): void;
  /** It ends. */
  complete(): void;
}

export function createBroadcast(buffer: EventBuffer = createEventBuffer()): Broadcast {
  const subscribers = new Set<() => void>();
  let failure: { readonly error: unknown } | undefined;
  let isComplete = false;

  function notifySubscribers(): void {
    for (const advance of subscribers) advance();
  }

  // A watcher is a cursor on what has happened: live only means that it has reached the end.
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
