/**
 * Branches that were requested but do not exist yet. Each counts as a running run, and its id as taken, so that many simultaneous
 * requests cannot exceed the limits.
 */
export interface PendingBranches {
  readonly ids: readonly string[];
  /** Whether a pending branch will have this id. */
  has(id: string): boolean;
  /** Adds a branch that is about to be requested of `parent`. Returns a function that removes it. */
  add(parent: string, id: string): () => void;
  /** Removes the oldest branch of a run, which has replied to the request. */
  settleOldest(parent: string): void;
  /** Removes all branches of a run that has ended. */
  forget(parent: string): void;
}

export function createPendingBranches(): PendingBranches {
  /** Oldest first. */
  let branches: { readonly parent: string; readonly id: string }[] = [];
  const retain = (isRetained: (branch: (typeof branches)[number]) => boolean) => {
    branches = branches.filter(isRetained);
  };
  return {
    get ids() {
      return branches.map(({ id }) => id);
    },
    has: (id) => branches.some((branch) => branch.id === id),
    add(parent, id) {
      const added = { parent, id };
      branches.push(added);
      return () => retain((branch) => branch !== added);
    },
    settleOldest(parent) {
      const oldest = branches.find((branch) => branch.parent === parent);
      retain((branch) => branch !== oldest);
    },
    forget: (parent) => retain((branch) => branch.parent !== parent),
  };
}
