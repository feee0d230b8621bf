/** Numbers that people would choose: a few digits times a power of ten. */
const DIGITS = [1, 2, 5] as const;

/** The smallest number ≥ `value` (> 0) that is one of `digits`, by default 1, 2 and 5, times a power of ten. */
export function roundUp(value: number, digits: readonly number[] = DIGITS): number {
  const power = Math.floor(Math.log10(value) + 1e-9);
  const digit = digits.find((choice) => Number(`${choice}e${power}`) >= value * (1 - 1e-9)) ?? 10;
  return Number(`${digit}e${power}`);
}

/** The largest number ≤ `value` (> 0) that is 1, 2 or 5 times a power of ten. */
export function roundDown(value: number): number {
  const power = Math.floor(Math.log10(value) + 1e-9);
  const digit = DIGITS.findLast((choice) => Number(`${choice}e${power}`) <= value * (1 + 1e-9)) ?? 1;
  return Number(`${digit}e${power}`);
}
