/** The phases of an update, as jobs on the work board and as calls of the assembly; see assembly/phases.ts. */
import type { Exports } from "../instance.ts";
import type { RunMembers } from "./member-runner.ts";
import type { Job } from "./work-board.ts";

const MEMBERS = 0;
const ROWS = 1;
const WEIGHTS = 2;
const UPDATE = 3;

/** Whole members for a batch, each part the same number of them: see `membersLeft`. */
export function membersJob(members: number, first: number, rows: number): Job {
  return [MEMBERS, members, first, rows];
}

/** The first member that a job of all members in `parts` parts leaves: from there on, fewer than `parts` are left. */
export function membersLeft(members: number, parts: number): number {
  return members - (members % parts);
}

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
export function createPhaseRunner(
  exports: Exports,
  plan: number,
  runMembers: RunMembers,
): (job: Job, part: number, parts: number) => void {
  return ([phase, a, b, c, d], part, parts) => {
    if (phase === MEMBERS) {
      const count = membersLeft(a, parts) / parts;
      runMembers(part * count, count, b, c);
    } else if (phase === ROWS) exports.rowsPhase(plan, a, b, c, d, part, parts);
    else if (phase === WEIGHTS) exports.weightsPhase(plan, a, b, part, parts);
    else exports.updatePhase(plan, a, part, parts);
  };
}
