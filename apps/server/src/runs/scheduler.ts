/** Starts queued runs, in order, as long as fewer than the allowed number are running and there is memory for the next one. */
import type { EventLog } from "@epochal/log";
import type { Hub } from "../hub.ts";
import type { Limits } from "../limits.ts";
import { trainingBytes, type PartRows } from "./count-parameters.ts";
import { readQueued } from "./interrupted-run.ts";
import type { RunMemory } from "./run-memory.ts";
import type { RunRegistry } from "./run-registry.ts";

export interface Scheduler {
  /** Starts the runs whose turn has come. To be called when a run has ended or was queued. */
  startNext(): void;
  /** The number of runs that could start now, in addition to the queued ones. */
  readonly freeSlots: number;
  /** Pauses while the store cannot be written: queued runs stay queued. */
  setPaused(isPaused: boolean): void;
  /** Starts no more runs. Resolves when none is about to start. */
  close(): Promise<void>;
}

export interface SchedulerContext {
  readonly hub: Pick<Hub, "queue" | "runningCount">;
  readonly log: Pick<EventLog, "training" | "cancelRun">;
  readonly limits: Pick<Limits, "running">;
  readonly memory: Pick<RunMemory, "fits">;
  /** Whether queued runs are left to workers. Default false. */
  readonly usesWorkers?: boolean;
  /** Starts the runs, which `hub.runningCount` and `memory` count then. */
  readonly registry: Pick<RunRegistry, "startReady" | "startStored">;
  /** Is called for a run that cannot start because its training cannot be read. */
  readonly onFailure: (run: string, error: unknown) => void;
}

export function createScheduler(context: SchedulerContext): Scheduler {
  const { hub, log, registry, limits, memory, usesWorkers = false, onFailure } = context;
  const { queue } = hub;
  /** Runs whose training is being read. */
  const loading = new Map<string, Promise<void>>();
  /** The run that waits for memory, in front of the queue, and what it takes. */
  let large: { readonly run: string; readonly bytes: number } | undefined;
  let isPaused = false;
  let isClosed = false;

  const freeSlots = () => (usesWorkers ? 0 : limits.running - hub.runningCount - loading.size);

  function startNext(): void {
    for (let next = queue.first; next !== undefined && !isPaused && !isClosed && freeSlots() > 0; next = queue.first) {
      const run = next;
      if (run === large?.run && !memory.fits(large.bytes)) return;
      queue.remove(run);
      if (!registry.startReady(run)) loading.set(run, loadAndStart(run));
    }
  }

  async function loadAndStart(run: string): Promise<void> {
    try {
      const training = await readQueued(log, run);
      loading.delete(run);
      // After closing, the run stays queued in the store, for the next process.
      if (!training || isClosed) return;
      const bytes = trainingBytes(training.spec, (training.data ?? {}) as PartRows);
      if (memory.fits(bytes)) return registry.startStored(run, training);
      large = { run, bytes };
      queue.requeueFirst(run);
    } catch (error) {
      loading.delete(run);
      await log.cancelRun(run).catch(() => {
        // It stays queued in the store, and the next process tries again.
      });
      onFailure(run, error);
      startNext();
    }
  }

  return {
    startNext,
    get freeSlots() {
      return Math.max(0, freeSlots());
    },
    setPaused(paused) {
      isPaused = paused;
      if (!paused) startNext();
    },
    async close() {
      isClosed = true;
      await Promise.all(loading.values());
    },
  };
}
