/** Suggests the intended name for one that does not exist, for error messages. */

/** Beyond these, a suggestion takes longer than it is worth: the distance takes the product of both lengths. */
const MAX_LENGTH = 100;
const MAX_NAMES = 1000;

/**
 * The name with the smallest edit distance, if that is at most a third of its length (or 1), and less than its length.
 * Undefined if two names are equally near.
 */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  const ranked = names
    .slice(0, MAX_NAMES)
    .filter(({ length }) => length <= MAX_LENGTH)
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, candidate.length / 3) && distance < candidate.length)
    .toSorted((a, b) => a.distance - b.distance);
  return ranked[0]?.distance === ranked[1]?.distance ? undefined : ranked[0]?.candidate;
}

/**
 * The number of insertions, deletions, substitutions and swaps of neighbouring letters from `a` to `b`. Wagner and Fischer,
 * J. ACM 21 (1974), with the swaps of Damerau, Comm. ACM 7 (1964), each pair once.
 */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwapped ? rows[i - 2][j - 2] + 1 : Infinity;
      row.push(Math.min(substitution, swap, rows[i - 1][j] + 1, row[j - 1] + 1));
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}
