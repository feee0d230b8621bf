import { expect, test } from "vitest";
import { append, filterShared, oldest, toArray, toSharedList } from "./shared-list.ts";

const list = toSharedList([1, 2, 3, 4, 5]);

test("a list is made of its items, oldest first, and gives them back", () => {
  expect(toArray(list)).toEqual([1, 2, 3, 4, 5]);
  expect([toArray(undefined), toSharedList([])]).toEqual([[], undefined]);
});

test("a list with one item more or fewer shares the rest", () => {
  const longer = append(list, 6);
  expect(toArray(longer)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(longer!.older).toBe(list);
  expect(oldest(longer, 5)).toBe(list);
  expect(toArray(oldest(list, 2))).toEqual([1, 2]);
  expect([oldest(list, 0), oldest(undefined, 3)]).toEqual([undefined, undefined]);
});

test("a filtered list shares the items before the oldest one that is dropped", () => {
  expect(filterShared(list, () => true)).toBe(list);
  expect(filterShared(list, (item) => item < 5)).toBe(list!.older);
  const even = filterShared(list, (item) => item % 2 === 0);
  expect(toArray(even)).toEqual([2, 4]);
  const withoutFour = filterShared(list, (item) => item !== 4);
  expect(toArray(withoutFour)).toEqual([1, 2, 3, 5]);
  expect(withoutFour!.older).toBe(oldest(list, 3));
  expect(withoutFour!.length).toBe(4);
});
