/** What to do about a store that cannot be read or written. */

/** By SQLite's primary result code: https://www.sqlite.org/rescode.html */
const ADVICE: Readonly<Record<number, { readonly text: string; readonly needsOtherFile?: true }>> = {
  // READONLY
  8: { text: "allow writing to it and its folder, or choose another file", needsOtherFile: true },
  // IOERR
  10: { text: "check the disk and the limit on file sizes; what was stored is kept" },
  // CORRUPT
  11: { text: "it is damaged: make a copy, then read what is left with `sqlite3 FILE .recover`" },
  // FULL
  13: { text: "free some space and start again; what was stored is kept" },
  // CANTOPEN
  14: { text: "create its folder first, or choose another path", needsOtherFile: true },
  // NOTADB
  26: { text: "choose another file", needsOtherFile: true },
};

/** SQLite's message, with advice if the error is known, and whether another file would solve the problem. */
export function explainSqliteError(error: Error): { readonly text: string; readonly needsOtherFile: boolean } {
  const code = primaryCode(error);
  const { text, needsOtherFile = false } = (code === undefined ? undefined : ADVICE[code]) ?? {};
  return { text: text === undefined ? error.message : `${error.message}: ${text}`, needsOtherFile };
}

/** SQLite's primary result code, the low byte of the extended one; undefined for other errors. */
export function primaryCode(error: unknown): number | undefined {
  return error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : undefined;
}
