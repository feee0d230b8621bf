/**
 * Ids and keys in a store. Two different ones are different in SQLite too, which makes U+FFFD of half a surrogate pair, and of which
 * Node 22 reads a text up to U+0000.
 */

const MAX_CHARACTERS = 200;

/** @throws RangeError if it cannot be the id of a run, or an idempotency key. */
export function checkId(where: string, id: string, what: "an id" | "a key"): void {
  if (isId(id)) return;
  const got = id.length > MAX_CHARACTERS ? `${id.length} characters` : JSON.stringify(id);
  throw new RangeError(
    `${where}: expected ${what} of 1 to ${MAX_CHARACTERS} characters of well-formed Unicode without U+0000, got ${got}`,
  );
}

/** Whether there can be a run with this id. */
export function isId(id: string): boolean {
  return id.length > 0 && id.length <= MAX_CHARACTERS && id.isWellFormed() && !id.includes("\0");
}
