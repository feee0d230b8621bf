/** A process at a moment. */
export interface Usage {
  /** Of processor time, of all its threads. */
  readonly seconds: number;
  /** Resident. */
  readonly bytes: number;
  /** On its own clock, in milliseconds. */
  readonly at: number;
}

export function answerParent(ops: Record<string, (what: never) => unknown>): void;
export function usage(): Usage;
export function epochAt(i: number): {
  readonly loss: number;
  readonly learningRate: number;
  readonly gradientNorm: number;
};
export function pace(count: number, perSecond: number, act: (i: number) => void): Promise<void>;
