/** The phases of an update, as jobs on the work board and as calls of the assembly; see assembly/phases.ts. */
import type { Exports } from "../instance.ts";
import type { Job } from "./work-board.ts";

const ROWS = 0;
const WEIGHTS = 1;
const UPDATE = 2;

export function rowsJob(member: number, first: number, rows: number, total: number): Job {
  return [ROWS, member, first, rows, total];
}

export function weightsJob(member: number, rows: number): Job {
  return [WEIGHTS, member, rows];
}

export function updateJob(index: number): Job {
  return [UPDATE, index];
}

/** Returns a function that does part `part` of `parts` of a job. */
export function createPhaseRunner(exports: Exports, plan: number): (job: Job, part: number, parts: number) => void {
  return ([phase, a, b, c, d], part, parts) => {
    if (phase === ROWS) exports.rowsPhase(plan, a, b, c, d, part, parts);
    else if (phase === WEIGHTS) exports.weightsPhase(plan, a, b, part, parts);
    else exports.updatePhase(plan, a, part, parts);
  };
}
