/** The values a numeric setting may have, so that a wrong one is rejected when a training is created. */
export interface Range {
  /** Completes "expected q …". */
  readonly text: string;
  /** Only called with finite numbers. */
  has(value: number): boolean;
}

export const anyNumber: Range = { text: "to be a finite number", has: () => true };
export const atLeast0: Range = { text: "to be a number ≥ 0", has: (value) => value >= 0 };
export const atLeast1: Range = { text: "to be a number ≥ 1", has: (value) => value >= 1 };
export const above0: Range = { text: "to be a number > 0", has: (value) => value > 0 };
export const from0To1: Range = { text: "from 0 to 1", has: (value) => value >= 0 && value <= 1 };
export const from0ToBelow1: Range = { text: "from 0 to below 1", has: (value) => value >= 0 && value < 1 };
export const between0And1: Range = { text: "between 0 and 1", has: (value) => value > 0 && value < 1 };

export const integerAtLeast = (min: number): Range => ({
  text: `to be an integer ≥ ${min}`,
  has: (value) => Number.isInteger(value) && value >= min,
});
