/** The events that an iteration has not delivered, and the gaps between them. Dropped events become a gap. */
import { createRollup, type GapMessage, type Rollup } from "@epochal/protocol";
import type { TrainingEvent } from "@epochal/stream/events";

type Item = ({ readonly event: TrainingEvent } | { readonly gap: GapMessage }) & { readonly run: string };

/** Consecutive events that were dropped on this side. */
interface Dropped {
  readonly run: string;
  readonly from: number;
  to: number;
  readonly rollup: Rollup;
}

export interface EventQueue {
  readonly eventCount: number;
  pushEvent(run: string, event: TrainingEvent): void;
  pushGap(run: string, gap: GapMessage): void;
  /** Drops the oldest event. It becomes one gap with the gaps before it in its run. */
  dropOldest(): void;
  /**
   * The oldest event; reports the gaps before it.
   * @param isOver whether no event follows: then the last gaps are reported as well.
   */
  take(isOver: boolean): TrainingEvent | undefined;
  clear(): void;
}

/** @param onGap receives each gap between the events before and after it. */
export function createEventQueue(onGap: (gap: GapMessage) => void): EventQueue {
  let items: Item[] = [];
  let eventCount = 0;
  let dropped: Dropped | undefined;

  function reportDropped(): void {
    if (!dropped) return;
    const { run, from, to, rollup } = dropped;
    dropped = undefined;
    onGap({ type: "gap", run, from, to, reason: "slow", ...rollup.toJSON() });
  }

  return {
    get eventCount() {
      return eventCount;
    },
    pushEvent(run, event) {
      items.push({ event, run });
      eventCount += 1;
    },
    pushGap: (run, gap) => void items.push({ gap, run }),
    dropOldest() {
      const i = items.findIndex((item) => "event" in item);
      for (const item of items.splice(0, i + 1)) {
        const [from, to] = "gap" in item ? [item.gap.from, item.gap.to] : [item.event.seq, item.event.seq];
        if (dropped?.run !== item.run) reportDropped();
        dropped ??= { run: item.run, from, to, rollup: createRollup() };
        dropped.to = to;
        if ("gap" in item) dropped.rollup.append(createRollup(item.gap));
        else dropped.rollup.addEvent(item.event);
      }
      eventCount -= 1;
    },
    take(isOver) {
      if (eventCount > 0 || isOver) reportDropped();
      while (eventCount > 0 || isOver) {
        const item = items.shift();
        if (!item) return undefined;
        if ("event" in item) {
          eventCount -= 1;
          return item.event;
        }
        onGap(item.gap);
      }
      return undefined;
    },
    clear() {
      items = [];
      eventCount = 0;
    },
  };
}
