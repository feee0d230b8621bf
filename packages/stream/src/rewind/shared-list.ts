/**
 * A list that shares its older items with the lists it was made from: keeping an earlier one, as each edit of a run does, takes no
 * memory. Undefined if it is empty.
 */
export type SharedList<Item> =
  | { readonly newest: Item; readonly older: SharedList<Item>; readonly length: number }
  | undefined;

export function append<Item>(list: SharedList<Item>, item: Item): SharedList<Item> {
  return { newest: item, older: list, length: (list?.length ?? 0) + 1 };
}

/** Oldest first. */
export function toSharedList<Item>(items: readonly Item[]): SharedList<Item> {
  let list: SharedList<Item>;
  for (const item of items) list = append(list, item);
  return list;
}

/** Oldest first. */
export function toArray<Item>(list: SharedList<Item>): Item[] {
  const items: Item[] = [];
  for (let rest = list; rest; rest = rest.older) items.push(rest.newest);
  return items.reverse();
}

/** The oldest `length` items. */
export function oldest<Item>(list: SharedList<Item>, length: number): SharedList<Item> {
  let rest = list;
  while (rest && rest.length > length) rest = rest.older;
  return rest;
}

/** The items to keep. The items before the oldest dropped one are shared; the same list if none is dropped. */
export function filterShared<Item>(list: SharedList<Item>, isKept: (item: Item) => boolean): SharedList<Item> {
  let shared = list;
  for (let rest = list; rest; rest = rest.older) if (!isKept(rest.newest)) shared = rest.older;
  const newer: Item[] = [];
  for (let rest = list; rest !== shared; rest = rest!.older) if (isKept(rest!.newest)) newer.push(rest!.newest);
  return newer.reduceRight((kept, item) => append(kept, item), shared);
}
