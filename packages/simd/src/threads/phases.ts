/** The phases of an update, as orders on the board and as calls of the assembly; see assembly/phases.ts. */
import type { Exports } from "../modules.ts";
import type { Order } from "./board.ts";

const ROWS = 0;
const WEIGHTS = 1;
const UPDATE = 2;

export function rowsOrder(member: number, first: number, rows: number, total: number): Order {
  return [ROWS, member, first, rows, total];
}

export function weightsOrder(member: number, rows: number): Order {
  return [WEIGHTS, member, rows];
}

export function updateOrder(index: number): Order {
  return [UPDATE, index];
}

/** Does part `part` of an order. */
export function createPhases(exports: Exports, plan: number): (order: Order, part: number, parts: number) => void {
  return ([phase, a, b, c, d], part, parts) => {
    if (phase === ROWS) exports.rowsPhase(plan, a, b, c, d, part, parts);
    else if (phase === WEIGHTS) exports.weightsPhase(plan, a, b, part, parts);
    else exports.updatePhase(plan, a, part, parts);
  };
}
