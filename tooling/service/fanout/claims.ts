/** What the service is to keep, and what was measured. */
export interface Claim {
  readonly what: string;
  /** As it was measured, in words. */
  readonly is: string;
  readonly holds: boolean;
}

export function atLeast(what: string, least: number, measured: number, unit: string, digits = 3): Claim {
  return {
    what: `${what}: ≥ ${round(least)} ${unit}`,
    is: `${round(measured, digits)} ${unit}`,
    holds: measured >= least,
  };
}

export function atMost(what: string, most: number, measured: number, unit: string, digits = 3): Claim {
  return {
    what: `${what}: ≤ ${round(most)} ${unit}`,
    is: `${round(measured, digits)} ${unit}`,
    holds: measured <= most,
  };
}

/** To so many digits that mean something. */
export function round(value: number, digits = 3): string {
  return Number(value.toPrecision(digits)).toLocaleString("en", { maximumFractionDigits: 3 });
}
