/** Validates knots, which may come from a file and be any value. */
import { showValue } from "../spec/show-value.ts";
import type { Knots } from "./scaler.ts";

/**
 * @param where starts the error messages.
 * @throws TypeError when they are not lists of numbers, RangeError when a list does not ascend.
 */
export function checkKnots(knots: unknown, where: string): asserts knots is Knots {
  const isList = (list: unknown): list is readonly number[] => Array.isArray(list) && list.every(Number.isFinite);
  if (!Array.isArray(knots) || !knots.every(isList))
    throw new TypeError(
      `${where}: expected knots to be a list of finite numbers for each input, got ${showValue(knots)}`,
    );
  knots.forEach((list, i) => {
    const wrong = list.findIndex((knot, t) => knot <= list[t - 1]);
    if (wrong >= 0)
      throw new RangeError(
        `${where}: expected ascending knots of input ${i + 1}, got ${list[wrong]} after ${list[wrong - 1]}`,
      );
  });
}
