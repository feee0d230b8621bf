/** What is told once and heard by many: each who subscribes hears what has been told so far, then what is. */
import { Observable } from "rxjs";
import { createBacklog, type Backlog } from "./backlog.ts";
import { lastSeq, type EventChunk } from "./events/index.ts";

export interface Broadcast {
  readonly chunks$: Observable<EventChunk>;
  tell(chunk: EventChunk): void;
  /** It ends with an error. */
  fail(error: unknown): void;
  /** It ends. */
  end(): void;
}

export function createBroadcast(backlog: Backlog = createBacklog()): Broadcast {
  const watchers = new Set<() => void>();
  let failure: { readonly error: unknown } | undefined;
  let isOver = false;

  function tellWatchers(): void {
    for (const advance of watchers) advance();
  }

  // A watcher is a cursor on what has happened: live only means that it has reached the end.
  const chunks$ = new Observable<EventChunk>((subscriber) => {
    let seq = 0;
    const advance = () => {
      for (let chunk = backlog.after(seq); chunk && !subscriber.closed; chunk = backlog.after(seq)) {
        seq = lastSeq(chunk);
        subscriber.next(chunk);
      }
      if (failure) subscriber.error(failure.error);
      else if (isOver) subscriber.complete();
    };
    watchers.add(advance);
    advance();
    return () => watchers.delete(advance);
  });

  return {
    chunks$,
    tell(chunk) {
      backlog.push(chunk);
      tellWatchers();
    },
    fail(error) {
      failure ??= { error };
      tellWatchers();
    },
    end() {
      isOver = true;
      tellWatchers();
    },
  };
}
