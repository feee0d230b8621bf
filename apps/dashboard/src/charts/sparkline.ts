/** Bars and curves in one row of text. */
import { suitsLogScale, type Series } from "@epochal/view";
import type { Glyphs } from "../cells/glyphs.ts";

/** One character for each value, from the lowest to the highest level; a value that is not finite is a cross. */
export function sparkLevels(values: readonly number[], { levels, nonFinite }: Glyphs): string[] {
  const finite = values.filter(Number.isFinite);
  const min = Math.min(...finite);
  const max = Math.max(...finite);
  const top = levels.length - 1;
  return values.map((value) => {
    if (!Number.isFinite(value)) return nonFinite;
    return levels[max > min ? Math.round(((value - min) / (max - min)) * top) : 0] ?? "";
  });
}

/**
 * A series in at most `cells` characters, each the largest value of its epochs, the newest at the right.
 * If all values are positive and the extent is wide, their logarithms are drawn.
 */
export function sparkline(series: Series, cells: number, glyphs: Glyphs): string {
  const { length, range } = series;
  if (cells < 1 || length === 0) return "";
  const isLog = range !== undefined && suitsLogScale(range);
  const count = Math.min(cells, length);
  const values: number[] = [];
  for (let cell = 0; cell < count; cell++) {
    const from = Math.floor((cell * length) / count);
    const to = Math.floor(((cell + 1) * length) / count);
    let largest: number | undefined;
    for (let i = from; i < to; i++) {
      const bucket = series.bucket(i);
      if (bucket && !(largest !== undefined && largest >= bucket.max)) largest = bucket.max;
    }
    if (largest !== undefined) values.push(isLog ? Math.log(largest) : largest);
  }
  return sparkLevels(values, glyphs).join("");
}

/** A bar that grows in steps of an eighth of a cell. @param share of `cells`, from 0 to 1. The text is as long as the bar. */
export function bar(share: number, cells: number, { eighths }: Glyphs): string {
  const kept = Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
  const parts = eighths.length;
  const filled = Math.round(kept * Math.max(0, cells) * parts);
  const whole = Math.floor(filled / parts);
  const rest = filled % parts;
  return (eighths[parts - 1] ?? "#").repeat(whole) + (rest > 0 ? (eighths[rest - 1] ?? "") : "");
}
