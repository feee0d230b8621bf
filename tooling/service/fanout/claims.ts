/** A claim about the service, and the measured value. */
export interface Claim {
  readonly what: string;
  /** The measured value, as text. */
  readonly is: string;
  readonly holds: boolean;
}

export function claim(what: string, is: string, holds: boolean): Claim {
  return { what, is, holds };
}

export function atLeast(what: string, limit: number, measured: number, unit: string, digits = 3): Claim {
  return claim(`${what}: ≥ ${round(limit)} ${unit}`, `${round(measured, digits)} ${unit}`, measured >= limit);
}

export function atMost(what: string, limit: number, measured: number, unit: string, digits = 3): Claim {
  return claim(`${what}: ≤ ${round(limit)} ${unit}`, `${round(measured, digits)} ${unit}`, measured <= limit);
}

/** A number with `digits` significant digits. */
export function round(value: number, digits = 3): string {
  return Number(value.toPrecision(digits)).toLocaleString("en", { maximumFractionDigits: 3 });
}
