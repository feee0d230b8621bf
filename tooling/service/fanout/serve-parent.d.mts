/** The usage of a process at a moment. */
export interface Usage {
  /** Seconds of processor time of all its threads. */
  readonly seconds: number;
  /** Resident memory. */
  readonly bytes: number;
  /** Milliseconds on its own clock. */
  readonly at: number;
}

export function serveParent(ops: Record<string, (what: never) => unknown>): void;
export function usage(): Usage;
export function epochAt(i: number): {
  readonly loss: number;
  readonly learningRate: number;
  readonly gradientNorm: number;
};
export function pace(count: number, perSecond: number, act: (i: number) => void): Promise<void>;
