/** What to do about a store that cannot be read or written. */

export const SQLITE_BUSY = 5;
export const SQLITE_READONLY = 8;
export const SQLITE_IOERR = 10;
export const SQLITE_FULL = 13;
export const SQLITE_CANTOPEN = 14;

/** By SQLite's primary result code: https://www.sqlite.org/rescode.html */
const ADVICE: Readonly<Record<number, { readonly text: string; readonly needsOtherFile?: true }>> = {
  [SQLITE_READONLY]: { text: "allow writing to it and its folder, or choose another file", needsOtherFile: true },
  [SQLITE_IOERR]: { text: "check the disk and the limit on file sizes; what was stored is kept" },
  // CORRUPT
  11: { text: "it is damaged: make a copy, then read what is left with `sqlite3 FILE .recover`" },
  [SQLITE_FULL]: { text: "free some space and start again; what was stored is kept" },
  [SQLITE_CANTOPEN]: {
    text: "create its folder and allow writing to it, or choose another path",
    needsOtherFile: true,
  },
  // NOTADB
  26: { text: "choose another file", needsOtherFile: true },
};

/** The error's message, with advice if it is known, and whether another file would solve the problem. */
export function explainSqliteError(error: Error): { readonly text: string; readonly needsOtherFile: boolean } {
  if (isDamage(error)) return { text: `${error.message}: the store is damaged`, needsOtherFile: false };
  const code = primaryCode(error);
  const { text, needsOtherFile = false } = (code === undefined ? undefined : ADVICE[code]) ?? {};
  return { text: text === undefined ? error.message : `${error.message}: ${text}`, needsOtherFile };
}

/** Whether a stored text is not JSON, or stored bytes cannot be inflated. */
function isDamage(error: Error): boolean {
  return error instanceof SyntaxError || String((error as NodeJS.ErrnoException).code).startsWith("Z_");
}

/** Whether the disk or the store is full, or the file has reached a limit of the system. */
export function isFull(error: unknown): boolean {
  const code = primaryCode(error);
  return code === SQLITE_FULL || code === SQLITE_IOERR;
}

/** SQLite's primary result code, the low byte of the extended one; undefined for other errors. */
export function primaryCode(error: unknown): number | undefined {
  return error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : undefined;
}
