/** An interrupted run and the runs that resume it, as one run: for viewers, which show each epoch once. */
import type { GapMessage } from "@epochal/protocol";
import { lastSeq, rewindsRun, sliceEvents, type Command, type EventChunk } from "@epochal/stream/events";
import { Observable, type MonoTypeOperatorFunction } from "rxjs";

/**
 * Removes from the chunks of a run what its successors repeat: the `started` event, and what was received already of the epochs
 * between their first snapshot and the end of the interrupted run. Positions (`seq`) are those of each run. A gap is removed if all
 * of its epochs were received.
 * @param onItem is called with each item before it is passed on.
 */
export function joinSuccessors<Item extends EventChunk | GapMessage = EventChunk>(
  onItem: (item: Item) => void = () => {},
): MonoTypeOperatorFunction<Item> {
  return (chunks$) =>
    new Observable((subscriber) => {
      const join = createJoin();
      return chunks$.subscribe({
        next(chunk) {
          // Part of an item is of its type.
          const joined = join(chunk) as Item | undefined;
          if (!joined) return;
          onItem(joined);
          subscriber.next(joined);
        },
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
    });
}

/** A function from a chunk or gap to what is new in it. */
function createJoin(): (chunk: EventChunk | GapMessage) => EventChunk | GapMessage | undefined {
  let hasStarted = false;
  /** The last epoch that was received. */
  let epoch = 0;
  /** The epoch up to which a successor repeats what was received. */
  let repeatedTo = -1;

  return (chunk) => {
    switch (chunk.type) {
      case "started":
        if (hasStarted) {
          repeatedTo = epoch;
          return undefined;
        }
        hasStarted = true;
        epoch = chunk.from?.epoch ?? 0;
        return chunk;
      case "epochs": {
        const last = lastSeq(chunk);
        const newSeq = chunk.seq + Math.max(0, repeatedTo + 1 - chunk.epoch);
        if (newSeq > last) return undefined;
        repeatedTo = -1;
        epoch = chunk.epoch + last - chunk.seq;
        return sliceEvents(chunk, newSeq, last);
      }
      case "gap": {
        if (chunk.types?.["started"]) hasStarted = true;
        const epochs = chunk.rollup?.["epoch"];
        if (!epochs) return chunk;
        if (epochs.max <= repeatedTo) return undefined;
        repeatedTo = -1;
        epoch = epochs.last;
        return chunk;
      }
      case "snapshot":
      case "noticed":
        return chunk.epoch <= repeatedTo ? undefined : chunk;
      case "commanded":
        // Other numbers follow than those that were received.
        if (chunk.outcome === "applied" && changesEpochs(chunk.command)) {
          epoch = chunk.epoch;
          repeatedTo = -1;
        }
        return chunk;
      case "finished":
        return chunk;
    }
  };
}

/** Whether other epochs follow an applied command than without it. The pace changes none. */
function changesEpochs(command: Command): boolean {
  if (command.type !== "set") return rewindsRun(command);
  const { type: _, by: __, epochsPerSecond: ___, ...settings } = command;
  return Object.keys(settings).length > 0;
}
