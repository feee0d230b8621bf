import type { DatabaseSync } from "node:sqlite";

/** Runs `work` in a transaction, which is rolled back if it throws. */
export function transaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** `database.isTransaction` would say whether SQLite has rolled back already, but Node has it only since 22.16. */
function rollBack(database: DatabaseSync): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // There is no transaction any more.
  }
}
