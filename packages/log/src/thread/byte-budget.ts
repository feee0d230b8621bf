/** Limits the bytes in flight. Callers beyond the limit wait, in order, until bytes are released. */

export interface ByteBudget {
  /** Resolves when the bytes have been acquired. If nothing is in flight, any number of bytes is allowed. */
  acquire(bytes: number): Promise<void>;
  release(bytes: number): void;
  /** Bytes in flight. */
  readonly used: number;
}

export function createByteBudget(maxBytes: number): ByteBudget {
  let used = 0;
  const waiting: { readonly bytes: number; readonly admit: () => void }[] = [];

  function admitWaiting(): void {
    for (let next = waiting[0]; next && (used === 0 || used + next.bytes <= maxBytes); next = waiting[0]) {
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
