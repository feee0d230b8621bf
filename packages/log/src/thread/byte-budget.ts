/** How much may be on its way at once: who comes when that is used up waits, in order, until something has arrived. */

export interface ByteBudget {
  /** Resolves when there is room for so many bytes, which are then taken; one who is alone has room for any number. */
  acquire(bytes: number): Promise<void>;
  /** So many bytes have arrived. */
  release(bytes: number): void;
  /** Bytes that are on their way now. */
  readonly used: number;
}

/** @param most bytes. */
export function createByteBudget(most: number): ByteBudget {
  let used = 0;
  const waiting: { readonly bytes: number; readonly admit: () => void }[] = [];

  function admitWaiting(): void {
    for (let next = waiting[0]; next && (used === 0 || used + next.bytes <= most); next = waiting[0]) {
      waiting.shift();
      used += next.bytes;
      next.admit();
    }
  }

  return {
    acquire: (bytes) =>
      new Promise((resolve) => {
        waiting.push({ bytes, admit: resolve });
        admitWaiting();
      }),
    release(bytes) {
      used -= bytes;
      admitWaiting();
    },
    get used() {
      return used;
    },
  };
}
