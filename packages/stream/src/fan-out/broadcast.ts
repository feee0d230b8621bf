/** Sends the chunks of a run to many subscribers. Each receives the past first, then what follows. */
import { Observable, type Subscriber } from "rxjs";
import { eventsOf, lastSeq, type EventChunk, type TrainingEvent } from "../events/index.ts";
import { createEventBuffer } from "./event-buffer.ts";

/** Chunks that arrive while a subscriber is within `next` are sent to it afterwards. */
export interface Broadcast {
  readonly chunks$: Observable<EventChunk>;
  /** The events of each chunk, one by one. */
  readonly events$: Observable<TrainingEvent>;
  /** Completes the Observables after `finished`. */
  readonly next: (chunk: EventChunk) => void;
  /** Ends the Observables with an error. */
  readonly error: (error: unknown) => void;
  /** Completes the Observables. */
  complete(): void;
  /** Completes them; a subscriber that is within `next` receives nothing more, not even the rest of its chunk. */
  dispose(): void;
}

/** Passes on the events of a chunk, one by one, as long as there is a subscriber. */
export function emitEvents(chunk: EventChunk, subscriber: Subscriber<TrainingEvent>): void {
  for (const event of eventsOf(chunk)) {
    if (subscriber.closed) return;
    subscriber.next(event);
  }
}

export function createBroadcast(): Broadcast {
  const buffer = createEventBuffer();
  /** Sends each subscriber the chunks that it has not received. */
  const advances = new Set<() => void>();
  let failure: { readonly error: unknown } | undefined;
  let isComplete = false;
  let isDisposed = false;

  function advanceAll(): void {
    for (const advance of advances) advance();
  }

  /** A subscriber is a cursor in the buffer: it is live when the cursor is at the end. */
  const chunks$ = new Observable<EventChunk>((subscriber) => {
    let seq = 0;
    let isSending = false;
    const advance = () => {
      if (isSending) {
        if (isDisposed) subscriber.complete();
        return;
      }
      isSending = true;
      for (let chunk = buffer.after(seq); chunk && !subscriber.closed; chunk = buffer.after(seq)) {
        seq = lastSeq(chunk);
        subscriber.next(chunk);
      }
      isSending = false;
      if (failure) subscriber.error(failure.error);
      else if (isComplete) subscriber.complete();
    };
    advances.add(advance);
    advance();
    return () => advances.delete(advance);
  });

  function complete(): void {
    isComplete = true;
    advanceAll();
  }

  return {
    chunks$,
    events$: new Observable((subscriber) =>
      chunks$.subscribe({
        next: (chunk) => emitEvents(chunk, subscriber),
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    ),
    next(chunk) {
      buffer.push(chunk);
      advanceAll();
      if (chunk.type === "finished") complete();
    },
    error(error) {
      failure ??= { error };
      advanceAll();
    },
    complete,
    dispose() {
      isDisposed = true;
      complete();
    },
  };
}
