/** The marks for a missing cell that spreadsheets, R, NumPy, pandas and old archives write. */
const MISSING: ReadonlySet<string> = new Set(["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?"]);
const LONGEST = 4;

export function isMissing(cell: string): boolean {
  return cell.length <= LONGEST && MISSING.has(cell);
}
