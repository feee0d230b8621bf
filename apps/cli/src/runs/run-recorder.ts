/** Stores what runs of this process tell, so that they can be replayed, compared and verified when it is over. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import type { LogThread } from "@epochal/log";
import type { Run } from "@epochal/stream";
import { InputError } from "../exit-codes.ts";

export interface RunRecorder {
  /** Stores a run from its first event on; it goes on, whatever becomes of that. */
  add(run: Run, spec: TrainingSpec, data: TrainingData): void;
  /** Resolves when all that the runs have told is stored, and nobody has the store open; to the ids of those that are whole, and were not discarded. */
  close(): Promise<readonly string[]>;
}

/**
 * @param onFailure is told once of each run that is not stored, whatever the store says of it, and of what was discarded and cannot be deleted.
 * @throws InputError when the file cannot be opened, is no store, or somebody writes it.
 */
export async function createRunRecorder(store: string, onFailure: (error: unknown) => void): Promise<RunRecorder> {
  const { startLogThread, storeRun } = await import("@epochal/log");
  const log: LogThread = await startLogThread(store).catch((error: Error) => {
    throw new InputError(error.message);
  });
  /** By the run, since the store may have another with its id. */
  const whole = new Map<Run, () => Promise<void>>();
  const tellAndFail = (error: unknown): never => {
    onFailure(error);
    throw error;
  };

  return {
    add(run, spec, data) {
      const { id, name, parent, chunks$, hold } = run;
      // Who watches it need not know that it is not stored any more.
      const told = { chunks$, ...(hold && { hold }), dispose() {} };
      const settle = storeRun(told, {
        async begin() {
          await log.createRun({ id, name, spec, data, ...(parent !== undefined && { parent }) }).catch(tellAndFail);
          return true;
        },
        append: (chunks) => log.append(id, chunks).catch(tellAndFail),
        onStored() {},
        async onFailure() {
          // What is wrong with the run itself, whoever shows it tells.
          whole.delete(run);
        },
      });
      whole.set(run, settle);
    },

    async close() {
      try {
        for (const settle of whole.values()) await settle();
        const ids = [...whole.keys()].map(({ id }) => id);
        // A store forgets what was discarded.
        const isDiscarded = (id: string) => log.run(id)?.reason === "discarded";
        const kept = ids.filter((id) => !isDiscarded(id));
        if (kept.length < ids.length) await log.applyRetention({}).catch(onFailure);
        return kept;
      } finally {
        await log.close();
      }
    },
  };
}
