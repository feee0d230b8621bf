/** What is drawn in a chart. Points outside its axes are left out. */
import type { MarkKind, Scales } from "./chart.ts";

export function dots(xs: ArrayLike<number>, ys: ArrayLike<number>, { x, y }: Scales): string {
  const circles = Array.from(xs, (value, i) => {
    const [across, up] = [x(value), y(ys[i]!)];
    return Number.isFinite(across) && Number.isFinite(up) ? `<circle cx="${across}" cy="${up}" r="2.5"/>` : "";
  });
  return `<g class="dots data">${circles.join("")}</g>`;
}

/** Lines between neighbours, with a gap at each value that has no position. */
export function line(xs: ArrayLike<number>, ys: ArrayLike<number>, { x, y }: Scales, kind: MarkKind): string {
  let path = "";
  let isJoined = false;
  for (let i = 0; i < xs.length; i++) {
    const [across, up] = [x(xs[i]!), y(ys[i]!)];
    const isPlaced = Number.isFinite(across) && Number.isFinite(up);
    if (isPlaced) path += `${isJoined ? "L" : "M"}${across} ${up}`;
    isJoined = isPlaced;
  }
  return `<path class="line ${kind}" d="${path}"/>`;
}
