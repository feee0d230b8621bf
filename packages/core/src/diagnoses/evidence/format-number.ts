/** A number for people, with three significant digits: `0.0123`, `41.5`, `12300`, `1.2e-7`, `3.99e10`. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return "more than any number";
  if (size !== 0 && (size < 1e-3 || size >= 1e9)) {
    const [digits, exponent] = value.toExponential(2).split("e");
    return `${Number(digits)}e${Number(exponent)}`;
  }
  return String(Number(value.toPrecision(3)));
}

/** A fraction as a percentage with two significant digits, or all integer digits: `0.4 %`, `6.5 %`, `12 %`, `250 %`. */
export function formatPercent(fraction: number): string {
  const percentage = 100 * fraction;
  return `${Math.abs(percentage) < 10 ? Number(percentage.toPrecision(2)) : Math.round(percentage)} %`;
}
