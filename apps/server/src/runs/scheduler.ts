/** Lets runs begin when there is room for them: so many at a time, the others in their turn. */
import type { LogThread, StoredTraining } from "@epochal/log";
import type { Hub } from "../hub.ts";

export interface Scheduler {
  /** Lets those begin whose turn has come. To be called whenever a run has ended or waits. */
  startNext(): void;
  /** How many runs could begin now, beside those that wait. */
  readonly freeSlots: number;
  /** The store takes nothing, or takes something again: meanwhile who waits goes on waiting. */
  setPaused(isHeld: boolean): void;
  /** Nothing begins any more; resolves when nothing is about to. */
  close(): Promise<void>;
}

export interface SchedulerContext {
  readonly hub: Pick<Hub, "queue" | "runningCount">;
  readonly log: Pick<LogThread, "training" | "cancelRun">;
  /** How many go on at a time. */
  readonly maxRunning: number;
  /** Begins a run that need not be read from the store, where it is one; `hub.goingOn` then counts it. */
  readonly startReady: (run: string) => boolean;
  /** Begins a run that has waited; `hub.goingOn` then counts it. */
  readonly startStored: (run: string, training: StoredTraining) => void;
  /** Is told of a run that cannot begin, since what is stored of it cannot be read. */
  readonly onFailure: (run: string, error: unknown) => void;
}

export function createScheduler({ hub, log, maxRunning: running, onFailure, ...context }: SchedulerContext): Scheduler {
  const { queue: line } = hub;
  /** Their rows are being read. */
  const beginning = new Map<string, Promise<void>>();
  let isHeld = false;
  let isClosed = false;

  const room = () => running - hub.runningCount - beginning.size;

  function proceed(): void {
    for (let next = line.first; next !== undefined && !isHeld && !isClosed && room() > 0; next = line.first) {
      const run = next;
      line.remove(run);
      if (!context.startReady(run)) beginning.set(run, beginOne(run));
    }
  }

  async function beginOne(run: string): Promise<void> {
    try {
      const training = await log.training(run);
      beginning.delete(run);
      // Who is still queued in the store begins when somebody opens that.
      if (training && !isClosed) context.startStored(run, training);
    } catch (error) {
      beginning.delete(run);
      await log.cancelRun(run).catch(() => {
        // Nor can it be written down: it is tried again by whoever opens the store next.
      });
      onFailure(run, error);
      proceed();
    }
  }

  return {
    startNext: proceed,
    get freeSlots() {
      return Math.max(0, room());
    },
    setPaused(held) {
      isHeld = held;
      if (!held) proceed();
    },
    async close() {
      isClosed = true;
      await Promise.all(beginning.values());
    },
  };
}
