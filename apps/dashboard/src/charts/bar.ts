/** A bar that grows in steps of an eighth of a cell. */
import type { Glyphs } from "../cells/glyphs.ts";

/** @param share of `cells`, from 0 to 1. The text is as long as the bar. */
export function bar(share: number, cells: number, { eighths }: Glyphs): string {
  const kept = Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
  const parts = eighths.length;
  const filled = Math.round(kept * Math.max(0, cells) * parts);
  const whole = Math.floor(filled / parts);
  const rest = filled % parts;
  return (eighths[parts - 1] ?? "#").repeat(whole) + (rest > 0 ? (eighths[rest - 1] ?? "") : "");
}
