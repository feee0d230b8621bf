/** What a person can do about a store that cannot be read or written. */

/** By SQLite's code of the kind of failure: https://www.sqlite.org/rescode.html */
const ADVICE: Readonly<Record<number, { readonly text: string; readonly needsOtherFile?: true }>> = {
  // READONLY
  8: { text: "allow writing to it and its folder, or choose another file", needsOtherFile: true },
  // IOERR
  10: { text: "look after the disk, or the limit on the size of files; what was stored is kept" },
  // CORRUPT
  11: { text: "it is damaged: take a copy of it, and what `sqlite3 FILE .recover` can read" },
  // FULL
  13: { text: "make room, then begin anew; what was stored is kept" },
  // CANTOPEN
  14: { text: "make its folder first, or choose another place", needsOtherFile: true },
  // NOTADB
  26: { text: "choose another file", needsOtherFile: true },
};

/** What SQLite said, and what to do where that is known; whether another file would be the remedy. */
export function explainSqliteError(error: Error): { readonly text: string; readonly needsOtherFile: boolean } {
  // The low byte is the kind, the others say more.
  const kind = "errcode" in error ? Number(error.errcode) & 0xff : -1;
  const { text, needsOtherFile = false } = ADVICE[kind] ?? {};
  return { text: text === undefined ? error.message : `${error.message}: ${text}`, needsOtherFile };
}
