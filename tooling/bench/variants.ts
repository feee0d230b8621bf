/** Our own variants: precision, engine and threads for the benchmarks. */
import type { createTrainer, TrainingSpec } from "@epochal/core";
import { createThreadedEngine, simdEngine } from "@epochal/simd";
import { startThread } from "@epochal/simd/node";

export interface Variant {
  readonly id: string;
  /** In the tables. */
  readonly name: string;
  readonly threads: number;
  /** Added to a workload's spec, and the options of the trainer. */
  readonly spec: Partial<TrainingSpec>;
  readonly options: NonNullable<Parameters<typeof createTrainer>[2]>;
  /** Whether V8 merges vectors into 256 bits. */
  readonly isWide?: true;
}

const simd = { threads: 1, spec: {}, options: { engine: simdEngine } } as const;
const float32 = { ...simd, spec: { precision: "float32" } } as const;
const threaded = { threads: 2, options: { engine: createThreadedEngine({ threads: 2, start: startThread }) } };

export const variants: readonly Variant[] = [
  { id: "float64", name: "epochal float64", ...simd },
  { id: "float32", name: "epochal float32", ...float32 },
  { id: "float64-wide", name: "epochal float64, wide", ...simd, isWide: true },
  { id: "float32-wide", name: "epochal float32, wide", ...float32, isWide: true },
  { id: "float32-threads", name: "epochal float32, 2 threads", ...float32, ...threaded },
  { id: "plain", name: "epochal, plain TypeScript", ...simd, options: {} },
];
