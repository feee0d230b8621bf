/** A search space: for each setting of a training, the values that trials may have. Plain data. */

/** A value of a setting: a number, a name, or the units of each hidden layer. */
export type TrialValue = number | string | readonly number[];

/** The settings of a trial, by name; settings that are not named keep the value of the training that is searched. */
export type TrialSettings = Readonly<Record<string, TrialValue>>;

/** Some values, each as likely as the others. */
export interface SearchChoices {
  readonly type: "choices";
  /** At least one value. */
  readonly values: readonly TrialValue[];
}

/** All numbers from `min` to `max`, both included. */
export interface SearchRange {
  readonly type: "range";
  /** The lowest number; above 0 on a logarithmic scale. */
  readonly min: number;
  /** The highest number, above `min`. */
  readonly max: number;
  /** On a logarithmic scale, each factor of ten is as likely as any other. */
  readonly scale: "linear" | "log";
  /** Whether only whole numbers are allowed. Default false. */
  readonly isWhole?: boolean;
  /** Number of values in a grid, evenly spaced on the scale, at least 2. Default 5. */
  readonly points?: number;
}

/** The values that a setting may have. */
export type SearchDomain = SearchChoices | SearchRange;

/** The domains of the settings to search, by name. */
export type SearchSpace = Readonly<Record<string, SearchDomain>>;

/** The number in a range at a fraction of its scale, from 0 to 1. */
export function valueAt({ min, max, scale, isWhole = false }: SearchRange, fraction: number): number {
  const value = scale === "log" ? min * (max / min) ** fraction : min + (max - min) * fraction;
  const rounded = isWhole ? Math.round(value) : Number(value.toPrecision(6));
  return Math.min(max, Math.max(min, rounded));
}

/** A value as `parseSetting` reads it. */
export function formatValue(value: TrialValue): string {
  return typeof value === "object" ? value.join(",") : String(value);
}

/** Settings as text, such as `learningRate=0.01 hidden=32,32`. */
export function formatSettings(settings: TrialSettings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${formatValue(value)}`)
    .join(" ");
}
