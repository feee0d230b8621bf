/** Limits the bytes in flight. Callers beyond the limit wait, in order, until bytes are released. */

export type ByteBudget = ReturnType<typeof createByteBudget>;

export function createByteBudget(maxBytes: number) {
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
    /** Resolves when the bytes have been acquired. If nothing is in flight, any number of bytes is allowed. */
    acquire: (bytes: number) =>
      new Promise<void>((resolve) => {
        waiting.push({ bytes, admit: resolve });
        admitWaiting();
      }),
    release(bytes: number): void {
      used -= bytes;
      admitWaiting();
    },
    /** Bytes in flight. */
    get used(): number {
      return used;
    },
  };
}
