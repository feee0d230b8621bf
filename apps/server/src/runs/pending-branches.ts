/**
 * Branches that runs were told to make and have not come to yet: each counts as a run that goes on, and its id as taken. Else
 * whoever asks for many at once would get as many as there is no room for.
 */
export interface PendingBranches {
  readonly count: number;
  /** Whether one of them will have this id. */
  has(id: string): boolean;
  /**
   * A run is about to be told to branch, behind all that it was told before; returns a function that takes that back.
   * @param id of the new run, where it was chosen.
   */
  add(parent: string, id: string | undefined): () => void;
  /** A run has made, or refused to make, the oldest that it was told of. */
  settleOldest(parent: string): void;
  /** A run has ended, and makes none any more. */
  forget(parent: string): void;
}

export function createPendingBranches(): PendingBranches {
  /** The oldest first. */
  let branches: { readonly parent: string; readonly id: string | undefined }[] = [];
  const keep = (isKept: (branch: (typeof branches)[number]) => boolean) => {
    branches = branches.filter(isKept);
  };
  return {
    get count() {
      return branches.length;
    },
    has: (id) => branches.some((branch) => branch.id === id),
    add(parent, id) {
      const added = { parent, id };
      branches.push(added);
      return () => keep((branch) => branch !== added);
    },
    settleOldest(parent) {
      const oldest = branches.find((branch) => branch.parent === parent);
      keep((branch) => branch !== oldest);
    },
    forget: (parent) => keep((branch) => branch.parent !== parent),
  };
}
