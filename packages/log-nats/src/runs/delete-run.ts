/** Deletes runs with everything that is stored of them. */
import { appendObject } from "./publish.ts";
import type { Catalogue } from "./catalogue.ts";
import { isWrongSequence } from "../connection/failures.ts";
import type { Keys } from "./keys.ts";
import type { Objects } from "../messages/object-store.ts";
import { trainingObject } from "../messages/read-run.ts";
import { STREAM, subjectOf, type Resources } from "../connection/resources.ts";
import type { RunMessages } from "../messages/run-messages.ts";
import { toToken } from "../messages/tokens.ts";

export interface DeletionContext extends Pick<Resources, "runs" | "jsm"> {
  readonly catalogue: Catalogue;
  readonly messages: RunMessages;
  readonly objects: Objects;
  readonly keys: Keys;
}

export function createDeletion({ runs, jsm, catalogue, messages, objects, keys }: DeletionContext) {
  const purge = (id: string) => jsm.streams.purge(STREAM, { filter: subjectOf(toToken(id)) });

  return {
    /** Deletes a run that has ended. The entry first: the rest of a deletion that dies half-way is deleted by `deleteOrphans`. */
    deleteRun: async (id: string): Promise<void> => {
      const known = catalogue.entry(id);
      if (!known) return;
      const { log, data } = known.entry;
      try {
        await runs.purge(toToken(id), { previousSeq: known.revision });
      } catch (error) {
        // Another process is deleting it.
        if (isWrongSequence(error)) return;
        throw error;
      }
      catalogue.deleteEntry(id, known.revision);
      await purge(id);
      messages.forget(id);
      // They are numbered without a gap; the message of the last may never have been stored.
      for (let i = 1; await objects.delete(appendObject(log, i)); i++);
      await objects.delete(trainingObject(log));
      await keys.deleteAll(id);
      if (data !== undefined) await objects.deleteRows(data);
    },
    /** Deletes messages of runs that have no entry. */
    deleteOrphans: async (): Promise<void> => {
      for (const id of catalogue.orphans()) {
        const entry = await runs.get(toToken(id));
        if (entry?.operation === "PUT") continue;
        await purge(id);
        catalogue.deleteHead(id);
      }
    },
  };
}
