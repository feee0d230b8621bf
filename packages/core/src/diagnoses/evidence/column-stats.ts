/** Statistics of a column: does it need scaling? */
import { formatNumber } from "./format-number.ts";

export interface ColumnStats {
  readonly mean: number;
  /** Standard deviation. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
  /** Whether there are at most two different values. */
  readonly isFlag: boolean;
}

/** Statistics of column `column` of `[rows, width]` values. */
export function columnStats(values: Float64Array, column: number, width: number): ColumnStats {
  const rows = values.length / width;
  let [mean, min, max] = [0, Infinity, -Infinity];
  for (let i = column; i < values.length; i += width) {
    mean += values[i] / rows;
    min = Math.min(min, values[i]);
    max = Math.max(max, values[i]);
  }
  let variance = 0;
  let isFlag = true;
  for (let i = column; i < values.length; i += width) {
    const deviation = values[i] - mean;
    variance += (deviation * deviation) / rows;
    if (values[i] !== min && values[i] !== max) isFlag = false;
  }
  return { mean, deviation: Math.sqrt(variance), min, max, isFlag };
}

/** `"weight" ranges from 1610 to 5140 (mean 2980, deviation 848)`. */
function describeStats(name: string, { mean, deviation, min, max }: ColumnStats): string {
  return `${name} ranges from ${formatNumber(min)} to ${formatNumber(max)} (mean ${formatNumber(mean)}, deviation ${formatNumber(deviation)})`;
}

/** The statistics of the first of several unscaled columns and the names of the others: `…, and "year" is unscaled too`. */
export function describeUnscaled([first, ...others]: readonly { name: string; stats: ColumnStats }[]): string {
  const names = others.map(({ name }) => name);
  const rest = names.length === 0 ? "" : `, and ${listNames(names)} ${names.length === 1 ? "is" : "are"} unscaled too`;
  return `${describeStats(first.name, first.stats)}${rest}`;
}

/** `"a"`, `"a" and "b"`, `"a", "b" and 3 more`. */
export function listNames(names: readonly string[]): string {
  if (names.length <= 1) return names.join("");
  if (names.length <= 3) return `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
  return `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}
