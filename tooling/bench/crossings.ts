/** Where one curve overtakes another, read off straight lines between their points on logarithmic axes. */
import type { Curve } from "./curve.ts";

export interface Crossing {
  readonly x: number;
  /** Who is ahead beyond it. */
  readonly ahead: "first" | "second";
}

/** All crossings of two curves, in the order of x; only where both have points. A touch is none. */
export function findCrossings(first: Curve, second: Curve): Crossing[] {
  const gaps = first.points.flatMap(({ x, y }) => {
    const other = second.points.find((point) => point.x === x);
    return other ? [{ x: Math.log(x), gap: Math.log(y / other.y) }] : [];
  });
  const crossings: Crossing[] = [];
  let before: { x: number; gap: number } | undefined;
  for (const now of gaps) {
    if (now.gap === 0) continue;
    if (before && Math.sign(before.gap) !== Math.sign(now.gap)) {
      const part = before.gap / (before.gap - now.gap);
      crossings.push({ x: Math.exp(before.x + part * (now.x - before.x)), ahead: now.gap > 0 ? "first" : "second" });
    }
    before = now;
  }
  return crossings;
}

/** The same as a sentence: who is ahead where, `unit` being what x counts. */
export function describeCrossings(first: Curve, second: Curve, unit: string): string {
  const crossings = findCrossings(first, second);
  const [start] = first.points.filter(({ x }) => second.points.some((point) => point.x === x));
  if (!start) return `${first.name} and ${second.name} have no ${unit} in common`;
  const nameOf = (who: Crossing["ahead"]) => (who === "first" ? first.name : second.name);
  const theirs = second.points.find(({ x }) => x === start.x)!;
  const other = { first: "second", second: "first" } as const;
  const leader = crossings[0] ? other[crossings[0].ahead] : start.y >= theirs.y ? "first" : "second";
  const rest = crossings.map(({ x, ahead }) => `${nameOf(ahead)} from ${unit} ${Math.round(x)} on`);
  if (rest.length === 0) return `${nameOf(leader)} is faster than ${nameOf(other[leader])} at every ${unit}`;
  return `${nameOf(leader)} is faster than ${nameOf(other[leader])} at first, ${rest.join(", ")}`;
}
