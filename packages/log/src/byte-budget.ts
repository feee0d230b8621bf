/** How much may be on its way at once: who comes when that is used up waits, in order, until something has arrived. */

export interface ByteBudget {
  /** Resolves when there is room for so many bytes, which are then taken; one who is alone has room for any number. */
  take(bytes: number): Promise<void>;
  /** So many bytes have arrived. */
  give(bytes: number): void;
  /** Bytes that are on their way now. */
  readonly used: number;
}

/** @param most bytes. */
export function createByteBudget(most: number): ByteBudget {
  let used = 0;
  const waiting: { readonly bytes: number; readonly go: () => void }[] = [];

  function letIn(): void {
    for (let next = waiting[0]; next && (used === 0 || used + next.bytes <= most); next = waiting[0]) {
      waiting.shift();
      used += next.bytes;
      next.go();
    }
  }

  return {
    take: (bytes) =>
      new Promise((resolve) => {
        waiting.push({ bytes, go: resolve });
        letIn();
      }),
    give(bytes) {
      used -= bytes;
      letIn();
    },
    get used() {
      return used;
    },
  };
}
