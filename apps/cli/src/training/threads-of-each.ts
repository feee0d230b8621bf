/** The threads of each of several trainings at once, so that all together have as many as the machine has cores. */
import { availableParallelism } from "node:os";

/** The most that a training takes; see `createThreadedEngine`. */
const MAX_THREADS = 16;

/** @param runs trainings at once. @param threads of all together. Default: one for each core. */
export function threadsOfEach(runs: number, threads = availableParallelism()): number {
  return Math.min(MAX_THREADS, Math.max(1, Math.floor(threads / runs)));
}
