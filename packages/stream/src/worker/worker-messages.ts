/** The messages between a run and its worker. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import type { CompiledModules } from "@epochal/simd";
import type { Command, EventChunk } from "../events/index.ts";
import type { BranchStart, RunnerOptions } from "../runner/runner-options.ts";

/** A run to train. */
export interface WorkerTask {
  readonly spec: TrainingSpec;
  readonly data: TrainingData;
  readonly options: RunnerOptions;
  readonly canBranch: boolean;
  /** Absent: the worker compiles its own. */
  readonly modules?: CompiledModules | undefined;
  /** The most threads to train on. Absent: as many as suit the machine. */
  readonly threads?: number | undefined;
}
export type ToWorker =
  | { readonly type: "start"; readonly task: WorkerTask }
  | { readonly type: "command"; readonly command: Command }
  | { readonly type: "stop"; readonly notice: string }
  /** The host has processed a chunk. */
  | { readonly type: "acknowledge" };
export type FromRun =
  | { readonly type: "chunk"; readonly chunk: EventChunk }
  | { readonly type: "branch"; readonly branch: BranchStart }
  | { readonly type: "failed"; readonly error: unknown };
/** `isLast`: the run has finished, and the worker can train another one. A message of its own would come after the next run is started. */
export type FromWorker = FromRun & { readonly isLast?: true };
