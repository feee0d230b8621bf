/**
 * Workers for trainings. A worker whose run has finished trains the next one, because a new thread loads and compiles all code again, which
 * takes longer than a short training. A worker that has failed or was ended is not used again.
 */
import { startWorker } from "#start-worker";
import type { Thread, ThreadListener } from "./thread.ts";
import type { FromRun, FromWorker, ToWorker } from "./worker-messages.ts";

export interface WorkerPool {
  /**
   * A worker that has no run: an idle one, or a new one.
   * @param heapBytes limits its JavaScript heap; Infinity for Node's own limit.
   */
  take(listener: ThreadListener<FromRun>, heapBytes: number): Pick<Thread<ToWorker>, "send" | "terminate">;
  /** The workers without a run. */
  readonly idleCount: number;
}

interface PooledWorker extends Thread<ToWorker> {
  readonly heapBytes: number;
  /** Its run's. */
  listener: ThreadListener<FromRun> | undefined;
  /** Its last messages may still arrive. */
  isTerminated: boolean;
  cancelTimeout: () => void;
}

const MAX_IDLE = 8;
const IDLE_MS = 30_000;

export function createWorkerPool(
  schedule: (task: () => void, ms: number) => () => void = scheduleUnref,
  start: (listener: ThreadListener<FromWorker>, heapBytes: number) => Thread<ToWorker> = startWorker,
): WorkerPool {
  const idle = new Set<PooledWorker>();

  function startNew(heapBytes: number): PooledWorker {
    const thread = start(
      {
        onMessage(message) {
          const { listener } = worker;
          // First: the run's end may start the next run.
          if (message.isLast) release(worker);
          listener?.onMessage(message);
        },
        onEnd(error) {
          removeIdle(worker);
          worker.listener?.onEnd(error);
        },
      },
      heapBytes,
    );
    const worker: PooledWorker = {
      ...thread,
      heapBytes,
      listener: undefined,
      isTerminated: false,
      cancelTimeout: () => {},
      terminate() {
        worker.isTerminated = true;
        thread.terminate();
      },
    };
    return worker;
  }

  function release(worker: PooledWorker): void {
    if (worker.isTerminated) return;
    worker.listener = undefined;
    if (idle.size >= MAX_IDLE) return worker.terminate();
    idle.add(worker);
    worker.keepAlive(false);
    worker.cancelTimeout = schedule(() => {
      removeIdle(worker);
      worker.terminate();
    }, IDLE_MS);
  }

  function removeIdle(worker: PooledWorker): void {
    idle.delete(worker);
    worker.cancelTimeout();
  }

  return {
    take(listener, heapBytes) {
      // The newest: the others time out.
      const worker = [...idle].findLast((other) => other.heapBytes === heapBytes) ?? startNew(heapBytes);
      removeIdle(worker);
      worker.listener = listener;
      worker.keepAlive(true);
      return worker;
    },
    get idleCount() {
      return idle.size;
    },
  };
}

/** The timer does not keep a process of Node alive. */
function scheduleUnref(task: () => void, ms: number): () => void {
  const timer: ReturnType<typeof setTimeout> | number = setTimeout(task, ms);
  if (typeof timer === "object") timer.unref();
  return () => clearTimeout(timer);
}
