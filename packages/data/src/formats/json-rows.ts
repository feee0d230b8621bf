/** The rows in a JSON object, in the shapes that programs write tables in. */

type Entries = readonly (readonly [name: string, value: unknown])[];

/**
 * One record per row, from an object of lists or of objects, each a column (as pandas writes them), or from an object one of whose
 * values is a list of records. Undefined if it is neither.
 */
export function rowsOfJson(value: unknown): readonly unknown[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const entries: Entries = Object.entries(value);
  const records = entries.flatMap(([, one]) =>
    Array.isArray(one) && one.length > 0 && one.every(isRecord) ? [one] : [],
  );
  if (records.length === 1) return records[0];
  return rowsOfColumns(entries);
}

function rowsOfColumns(entries: Entries): unknown[] | undefined {
  const keys = keysOf(entries[0]?.[1]);
  if (!keys || keys.length < 2) return undefined;
  if (!entries.every(([, one]) => keysOf(one)?.join("\0") === keys.join("\0"))) return undefined;
  const cell = (column: unknown, key: string) => (column as Readonly<Record<string, unknown>>)[key];
  return keys.map((key) => Object.fromEntries(entries.map(([name, column]) => [name, cell(column, key)])));
}

/** The indices of a list or the keys of an object. */
function keysOf(value: unknown): string[] | undefined {
  return typeof value === "object" && value !== null ? Object.keys(value) : undefined;
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
