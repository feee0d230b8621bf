/** Records runs of this process in a store, so that they can be replayed, compared and verified later. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import type { EventLog, SharedLog } from "@epochal/log";
import type { Run } from "@epochal/stream";
import { InputError, userMessage } from "../errors.ts";

export interface RunRecorder {
  /** The store. */
  readonly log: Pick<EventLog, "run" | "training" | "idSuffix">;
  /**
   * Records a run from its first event on. A failure of the store does not stop the run. Returns a function that waits until its events so
   * far are stored.
   */
  add(run: Run, spec: TrainingSpec, data: TrainingData): () => Promise<void>;
  /** A signal ends the process: from now on a server of the store that is away is waited for a few seconds. */
  endSoon(): void;
  /** Waits until all events are stored and closes the store; resolves to the ids of the complete runs that were not discarded. */
  close(): Promise<readonly string[]>;
}

/**
 * @param store a file, or what opens another log.
 * @param onFailure called once for each run that cannot be stored, and if discarded runs cannot be deleted.
 * @throws InputError when the file cannot be opened, is not a store, or is open in another process.
 */
export async function createRunRecorder(
  store: string | (() => Promise<EventLog>),
  onFailure: (error: unknown) => void,
): Promise<RunRecorder> {
  const { startLogThread, storeRun } = await import("@epochal/log");
  const opening = typeof store === "string" ? startLogThread(store) : store();
  const log: EventLog = await opening.catch((error: unknown) => {
    throw new InputError(userMessage(error));
  });
  /** How to await the rest of each run that is complete so far. The key is not the id, which may be in the store already. */
  const complete = new Map<Pick<Run, "id">, () => Promise<void>>();

  return {
    log,
    endSoon: () => (log as Partial<SharedLog>).endSoon?.(),
    add(run, spec, data) {
      // Not the run itself, which holds all of its events.
      const recorded = { id: run.id };
      const { id, name, parent, chunks$, hold } = run;
      // `dispose` does nothing: the run continues if it cannot be stored.
      const source = { id, chunks$, ...(hold && { hold }), dispose() {} };
      const settle = storeRun(source, log, {
        async begin() {
          await log.createRun({ id, name, spec, data, ...(parent !== undefined && { parent }) });
          return true;
        },
        onStored(chunks) {
          // Nothing is left to await: lets go of the run and its events.
          if (chunks.at(-1)?.type === "finished") complete.set(recorded, async () => {});
        },
        async onFailure(error, kind) {
          // `present` reports a failure of the run itself.
          if (kind !== "runFailed") onFailure(error);
          complete.delete(recorded);
        },
      });
      complete.set(recorded, settle);
      return settle;
    },

    async close() {
      try {
        for (const settle of complete.values()) await settle();
        const ids = [...complete.keys()].map(({ id }) => id);
        const kept = ids.filter((id) => log.run(id)?.reason !== "discarded");
        // Retention deletes discarded runs.
        if (kept.length < ids.length) await log.applyRetention({}).catch(onFailure);
        return kept;
      } finally {
        await log.close();
      }
    },
  };
}
