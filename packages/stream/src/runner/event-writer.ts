/** Numbers and stamps the events of a run, and groups its epochs into chunks. */
import type { EpochColumns } from "@epochal/core";
import type { Clock } from "../clock.ts";
import { concatColumns } from "../events/epoch-chunk.ts";
import type { EpochEvent, EventChunk, TrainingEvent } from "../events/index.ts";

/** An event that is emitted alone, and its own fields. */
type SingleEvent = Exclude<TrainingEvent, EpochEvent>;
type EventBody<Event = SingleEvent> = Event extends SingleEvent ? Omit<Event, "seq" | "time"> : never;

export interface EventWriter {
  /** Collects epochs, which continue those before. */
  readonly collect: (columns: EpochColumns) => void;
  /** Emits the collected epochs. */
  readonly flush: () => void;
  /** Emits the collected epochs, and an event. */
  readonly write: (body: EventBody) => void;
  /** Emits nothing more. */
  readonly close: () => void;
}

/** Keeps messages small. */
const MAX_CHUNK_EPOCHS = 1024;

export function createEventWriter(clock: Clock, emit: (chunk: EventChunk) => void): EventWriter {
  /** Epochs that are not emitted yet. */
  let parts: EpochColumns[] = [];
  let collected = 0;
  let seq = 0;
  let isClosed = false;

  function flush(): void {
    const [first] = parts;
    if (!first || isClosed) return;
    const columns = concatColumns(parts);
    const chunk = { type: "epochs", seq: seq + 1, time: clock.now(), epoch: first.epoch, ...columns } as const;
    seq += collected;
    parts = [];
    collected = 0;
    emit(chunk);
  }

  return {
    collect(columns) {
      const count = columns.loss.length;
      if (collected + count > MAX_CHUNK_EPOCHS) flush();
      parts.push(columns);
      collected += count;
    },
    flush,
    write(body) {
      flush();
      if (isClosed) return;
      seq += 1;
      emit({ ...body, seq, time: clock.now() } as SingleEvent);
    },
    close() {
      isClosed = true;
    },
  };
}
