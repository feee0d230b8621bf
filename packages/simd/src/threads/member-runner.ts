/** Whole members of an ensemble, each computed by one thread: within a batch they do not depend on each other. */
import type { Exports } from "../instance.ts";
import type { Layout } from "../layout.ts";
import type { Views } from "../views.ts";

/** Computes `count` members from number `first`, for the batch of `rows` rows from row `row` of the epoch. */
export type RunMembers = (first: number, count: number, row: number, rows: number) => void;

/** For each member the sum of its losses, then the sum of the weights of its rows. */
export function memberSums({ words, sums }: Layout, views: Views): Float64Array {
  return views.doubles(sums, 2 * words.members);
}

/** @param plan its vectors of a batch are used by no other thread meanwhile. */
export function createMemberRunner(exports: Exports, plan: number, sums: Float64Array): RunMembers {
  return (first, count, row, rows) => {
    if (count > 0) exports.gather(plan, row, rows);
    for (let member = first; member < first + count; member++) {
      const total = exports.weigh(plan, member, row, rows);
      sums[2 * member] = exports.memberPhase(plan, member, rows, total);
      sums[2 * member + 1] = total;
    }
  };
}
