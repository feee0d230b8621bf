/** Node's SQLite. Node 22, and 24 before 24.15, print a warning that it is experimental when they load it; this module omits it. */
import type * as Sqlite from "node:sqlite";

export type DatabaseSync = Sqlite.DatabaseSync;
export const DatabaseSync: typeof Sqlite.DatabaseSync = loadSqlite().DatabaseSync;

function loadSqlite(): typeof Sqlite {
  const emitWarning = process.emitWarning.bind(process);
  // Nothing else runs meanwhile.
  process.emitWarning = () => {};
  try {
    return process.getBuiltinModule("node:sqlite");
  } finally {
    process.emitWarning = emitWarning;
  }
}
