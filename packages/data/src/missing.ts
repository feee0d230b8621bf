/** Which cells say nothing, in the ways that spreadsheets, R, NumPy, pandas and old archives write it. */
const MISSING: ReadonlySet<string> = new Set(["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?"]);

export function isMissing(cell: string): boolean {
  return MISSING.has(cell);
}
