/** Finds where one curve overtakes another, by straight lines between their points on logarithmic axes. */
import type { Curve } from "./log-log-chart.ts";

export interface Crossing {
  readonly x: number;
  /** The curve that is ahead beyond x. */
  readonly ahead: "first" | "second";
}

/** All crossings of two curves in the order of x, over the x values that both have. A touch does not count. */
export function findCrossings(first: Curve, second: Curve): Crossing[] {
  const gaps = first.points.flatMap(({ x, y }) => {
    const other = second.points.find((point) => point.x === x);
    return other ? [{ x: Math.log(x), gap: Math.log(y / other.y) }] : [];
  });
  const crossings: Crossing[] = [];
  let previous: { x: number; gap: number } | undefined;
  for (const current of gaps) {
    if (current.gap === 0) continue;
    if (previous && Math.sign(previous.gap) !== Math.sign(current.gap)) {
      const part = previous.gap / (previous.gap - current.gap);
      crossings.push({
        x: Math.exp(previous.x + part * (current.x - previous.x)),
        ahead: current.gap > 0 ? "first" : "second",
      });
    }
    previous = current;
  }
  return crossings;
}

/** The crossings as a sentence; `unit` is the name of x. */
export function describeCrossings(first: Curve, second: Curve, unit: string): string {
  const crossings = findCrossings(first, second);
  const [start] = first.points.filter(({ x }) => second.points.some((point) => point.x === x));
  if (!start) return `${first.name} and ${second.name} have no ${unit} in common`;
  const nameOf = (side: Crossing["ahead"]) => (side === "first" ? first.name : second.name);
  const theirs = second.points.find(({ x }) => x === start.x)!;
  const other = { first: "second", second: "first" } as const;
  const leader = crossings[0] ? other[crossings[0].ahead] : start.y >= theirs.y ? "first" : "second";
  const changes = crossings.map(({ x, ahead }) => `${nameOf(ahead)} from ${unit} ${Math.round(x)} on`);
  if (changes.length === 0) return `${nameOf(leader)} is faster than ${nameOf(other[leader])} at every ${unit}`;
  return `${nameOf(leader)} is faster than ${nameOf(other[leader])} at first, ${changes.join(", ")}`;
}
