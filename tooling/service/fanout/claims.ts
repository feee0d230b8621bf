/** A claim about the service, and the measured value. */
export interface Claim {
  readonly what: string;
  /** The measured value, as text. */
  readonly is: string;
  readonly holds: boolean;
}

export function atLeast(what: string, limit: number, measured: number, unit: string, digits = 3): Claim {
  return {
    what: `${what}: ≥ ${round(limit)} ${unit}`,
    is: `${round(measured, digits)} ${unit}`,
    holds: measured >= limit,
  };
}

export function atMost(what: string, limit: number, measured: number, unit: string, digits = 3): Claim {
  return {
    what: `${what}: ≤ ${round(limit)} ${unit}`,
    is: `${round(measured, digits)} ${unit}`,
    holds: measured <= limit,
  };
}

/** A number with `digits` significant digits. */
export function round(value: number, digits = 3): string {
  return Number(value.toPrecision(digits)).toLocaleString("en", { maximumFractionDigits: 3 });
}
