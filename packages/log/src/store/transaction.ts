import type { DatabaseSync } from "node:sqlite";

/** Runs `work` in a transaction, or as a part of the one that is open. What it has done is undone if it throws. */
export function transaction<Result>(database: DatabaseSync, work: () => Result): Result {
  const isPart = database.isTransaction;
  database.exec(isPart ? "SAVEPOINT part" : "BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec(isPart ? "RELEASE part" : "COMMIT");
    return result;
  } catch (error) {
    rollBack(database, isPart);
    throw error;
  }
}

/** SQLite has rolled back some failures already. */
export function rollBack(database: DatabaseSync, isPart = false): void {
  if (database.isTransaction) database.exec(isPart ? "ROLLBACK TO part; RELEASE part" : "ROLLBACK");
}
