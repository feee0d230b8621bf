/** A binary heap: the first item by an order is found at once, and items are added and taken in logarithmic time. */
export interface Heap<Item> {
  readonly size: number;
  /** The first item; undefined without any. */
  readonly first: Item | undefined;
  add(item: Item): void;
  /** Takes the first item out. */
  take(): Item | undefined;
}

/** @param isBefore whether the first item comes before the second. */
export function createHeap<Item>(isBefore: (a: Item, b: Item) => boolean): Heap<Item> {
  const items: Item[] = [];

  function swap(i: number, j: number): void {
    [items[i], items[j]] = [items[j]!, items[i]!];
  }

  return {
    get size() {
      return items.length;
    },
    get first() {
      return items[0];
    },
    add(item) {
      let child = items.push(item) - 1;
      for (
        let parent = (child - 1) >> 1;
        child > 0 && isBefore(items[child]!, items[parent]!);
        parent = (child - 1) >> 1
      ) {
        swap(child, parent);
        child = parent;
      }
    },
    take() {
      const first = items[0];
      const last = items.pop();
      if (items.length === 0) return first;
      items[0] = last!;
      for (let parent = 0; ;) {
        const left = 2 * parent + 1;
        const isRight = left + 1 < items.length && isBefore(items[left + 1]!, items[left]!);
        const child = isRight ? left + 1 : left;
        if (child >= items.length || !isBefore(items[child]!, items[parent]!)) return first;
        swap(child, parent);
        parent = child;
      }
    },
  };
}
