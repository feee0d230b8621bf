/** Predicts the bodies of requests: small ones at once, large ones in a worker, one after another. */
import type { Model } from "@epochal/core";
import { openThread, threadFile, type Thread, type ThreadListener } from "@epochal/stream/thread";
import { setImmediate } from "node:timers/promises";
import { createTurnQueue } from "../runs/start/turn-queue.ts";
import { parseRows } from "./predict-rows.ts";
import { orProblem, predictReply, type PredictReply } from "./predict-reply.ts";
import type { PredictTask } from "./predict-worker.ts";

export interface Predictor {
  /**
   * The reply to a body; `tooBusy` if too many large ones wait, undefined if the client has left.
   * @param hasLeft whether the client has, when the turn of its request comes.
   */
  predict(
    text: string,
    coverage: number | undefined,
    hasLeft: () => boolean,
  ): Promise<PredictReply | "tooBusy" | undefined>;
  /** Ends the worker. */
  close(): void;
}

/** Starts the worker. */
export type OpenPredictThread = (listener: ThreadListener<PredictReply>) => Thread<PredictTask>;

/** Characters of a body that is parsed at once: some hundred rows, less than a millisecond. */
const SMALL_LENGTH = 2 ** 14;
/** Rows times weights that are predicted at once: some milliseconds. */
const SMALL_WORK = 5e6;
/** Limits of the worker's heap, in MB: enough for 100,000 rows of a few targets. */
const HEAP_MB = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16 };
const NO_MEMORY = "predict: the rows and their predictions take too much memory: send fewer rows at once";

/**
 * @param maxWaiting the large bodies that may wait for the one that is predicted: each takes seconds.
 * @param open default: a thread with a heap of its own.
 */
export function createPredictor(
  model: Model,
  maxWaiting: number,
  open: OpenPredictThread = openWorker(model),
): Predictor {
  const [small, large] = [createTurnQueue(), createTurnQueue()];
  /** The large bodies without a reply, including the one that is predicted. */
  let pending = 0;
  let thread: Thread<PredictTask> | undefined;
  let settle: PromiseWithResolvers<PredictReply | undefined> | undefined;
  let isClosed = false;

  function openNext(): Thread<PredictTask> {
    const opened = open({
      onMessage: (reply) => settle?.resolve(reply),
      onEnd(error) {
        thread = undefined;
        if (isOutOfMemory(error)) settle?.resolve({ problem: NO_MEMORY });
        else if (error) settle?.reject(error);
        else settle?.resolve(undefined);
      },
    });
    opened.keepAlive(false);
    return opened;
  }

  function predictInThread(task: PredictTask): Promise<PredictReply | undefined> {
    settle = Promise.withResolvers();
    thread ??= openNext();
    thread.send(task);
    return settle.promise;
  }

  function isSmall(text: string): boolean {
    if (text.length > SMALL_LENGTH) return false;
    const rows = orProblem(() => parseRows(text, model));
    return "problem" in rows || rows.length === 1 || rows.length * model.network.parameters.length <= SMALL_WORK;
  }

  return {
    async predict(text, coverage, hasLeft) {
      // Each request has a connection of its own: all clients take turns.
      const turn = {};
      if (isSmall(text)) {
        return small.run(turn, async () => {
          // Between two of them, the server replies to other requests.
          await setImmediate();
          return hasLeft() ? undefined : predictReply(model, text, coverage);
        });
      }
      if (pending > maxWaiting) return "tooBusy";
      pending += 1;
      try {
        return await large.run(turn, async () =>
          hasLeft() || isClosed ? undefined : predictInThread({ text, coverage }),
        );
      } finally {
        pending -= 1;
      }
    },
    close() {
      isClosed = true;
      thread?.terminate();
    },
  };
}

function isOutOfMemory(error: Error | undefined): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === "ERR_WORKER_OUT_OF_MEMORY";
}

function openWorker(model: Model): OpenPredictThread {
  return (listener) =>
    openThread(threadFile("predict-worker", import.meta.url), { model: model.toJSON() }, listener, HEAP_MB);
}
