/** The state with which a reload of the page continues a training. It is kept in the storage of the tab. */

export interface Continuation {
  /** The fragment that repeats the training up to now. */
  readonly address: string;
  /** The speed at which it ran; 0 is unlimited. */
  readonly epochsPerSecond: number;
}

const KEY = "epochal training";

/** @param shown the fragment of the page, which it has again after the reload. */
export function keepContinuation(continuation: Continuation, shown: string, storage: Pick<Storage, "setItem">): void {
  storage.setItem(KEY, JSON.stringify({ ...continuation, shown }));
}

/** The one that was kept for this fragment, once. */
export function takeContinuation(
  shown: string,
  storage: Pick<Storage, "getItem" | "removeItem">,
): Continuation | undefined {
  const kept = JSON.parse(storage.getItem(KEY) ?? "{}") as Partial<Continuation & { readonly shown: string }>;
  storage.removeItem(KEY);
  const { address, epochsPerSecond } = kept;
  if (kept.shown !== shown || address === undefined || epochsPerSecond === undefined) return undefined;
  return { address, epochsPerSecond };
}
