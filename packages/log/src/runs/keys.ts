/** Idempotency keys: a request that is repeated with its key gets the same reply and has no second effect. */
import type { DatabaseSync } from "node:sqlite";
import { checkId, isId } from "./ids.ts";

/** An accepted request and its reply. */
export interface KeyRecord {
  /** The id of the run that was commanded; empty for a request that starts a run. */
  readonly owner: string;
  /** Chosen by the sender; unique per owner. */
  readonly key: string;
  /** The request in a form that is equal for equal requests, such as a hash. */
  readonly request: string;
  /** The reply as text. */
  readonly reply: string;
}

export type Keys = ReturnType<typeof createKeys>;

/** The number of newest records that are kept per owner. */
const MAX_KEYS = 1024;

/** The functions run inside the caller's transaction. */
export function createKeys(database: DatabaseSync) {
  const select = database.prepare(
    "SELECT owner, key, wish AS request, answer AS reply FROM keys WHERE owner = ? AND key = ?",
  );
  const insert = database.prepare("INSERT INTO keys (owner, key, wish, answer) VALUES (?, ?, ?, ?)");
  // Node 22 cannot bind a numbered parameter that occurs twice, such as `?1`.
  const prune = database.prepare(
    `DELETE FROM keys WHERE owner = ? AND number <= (
       SELECT number FROM keys WHERE owner = ? ORDER BY number DESC LIMIT 1 OFFSET ${MAX_KEYS})`,
  );
  const remove = database.prepare("DELETE FROM keys WHERE owner = ?");
  return {
    find: (owner: string, key: string) => (isId(key) ? (select.get(owner, key) as KeyRecord | undefined) : undefined),
    /** Adds a new record, and deletes the oldest of the owner beyond 1024. @throws RangeError for an invalid key. */
    add({ owner, key, request, reply }: KeyRecord, where: string): void {
      checkId(where, key, "a key");
      if (owner !== "") checkId(where, owner, "an id");
      insert.run(owner, key, request, reply);
      prune.run(owner, owner);
    },
    deleteAll: (owner: string): void => void remove.run(owner),
  };
}
