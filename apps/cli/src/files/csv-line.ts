/** A line of CSV; quotes cells with a comma, a quote or a line break. RFC 4180. */
export function csvLine(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",");
}

/** Puts `'` before a text that a spreadsheet would run. Numbers are no formulas. OWASP, CSV Injection. */
export function escapeFormula(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : cell;
}
