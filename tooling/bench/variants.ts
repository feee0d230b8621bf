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

export const variants: readonly Variant[] = [
  { id: "float64", name: "epochal float64", threads: 1, spec: {}, options: { engine: simdEngine } },
  {
    id: "float32",
    name: "epochal float32",
    threads: 1,
    spec: { precision: "float32" },
    options: { engine: simdEngine },
  },
  {
    id: "float64-wide",
    name: "epochal float64, wide",
    threads: 1,
    spec: {},
    options: { engine: simdEngine },
    isWide: true,
  },
  {
    id: "float32-wide",
    name: "epochal float32, wide",
    threads: 1,
    spec: { precision: "float32" },
    options: { engine: simdEngine },
    isWide: true,
  },
  {
    id: "float32-threads",
    name: "epochal float32, 2 threads",
    threads: 2,
    spec: { precision: "float32" },
    options: { engine: createThreadedEngine({ threads: 2, start: startThread }) },
  },
  { id: "plain", name: "epochal, plain TypeScript", threads: 1, spec: {}, options: {} },
];
