/** What was done under a key, so that whoever asks for the same again gets the same answer and no second effect. */
import type { DatabaseSync } from "node:sqlite";

/** A wish that was granted, and what was answered. */
export interface KeyRecord {
  /** The run whose command it was; empty where a run was asked for. */
  readonly owner: string;
  /** Of the sender's choice, once for each wish of an owner. */
  readonly key: string;
  /** What was wished, in any form that is equal for equal wishes, such as a hash. */
  readonly request: string;
  /** What was answered, as text. */
  readonly reply: string;
}

export interface Keys {
  find(owner: string, key: string): KeyRecord | undefined;
  /** Keeps one that is not there yet; the oldest of its owner goes where they are too many. */
  add(record: KeyRecord): void;
  deleteAll(owner: string): void;
}

/** Kept of each owner, the newest. */
const MAX_KEYS = 1024;

/** To be used inside transactions. */
export function createKeys(database: DatabaseSync): Keys {
  const select = database.prepare(
    "SELECT owner, key, wish AS request, answer AS reply FROM keys WHERE owner = ? AND key = ?",
  );
  const insert = database.prepare("INSERT INTO keys (owner, key, wish, answer) VALUES (?, ?, ?, ?)");
  const prune = database.prepare(
    `DELETE FROM keys WHERE owner = ?1 AND number <= (
       SELECT number FROM keys WHERE owner = ?1 ORDER BY number DESC LIMIT 1 OFFSET ${MAX_KEYS})`,
  );
  const remove = database.prepare("DELETE FROM keys WHERE owner = ?");
  return {
    find: (owner, key) => select.get(owner, key) as KeyRecord | undefined,
    add({ owner, key, request, reply }) {
      insert.run(owner, key, request, reply);
      prune.run(owner);
    },
    deleteAll: (owner) => void remove.run(owner),
  };
}
