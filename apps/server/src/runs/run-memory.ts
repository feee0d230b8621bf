/** The memory of the runs in progress, as estimated before they start: together they must fit into that of the machine. */

export interface RunMemory {
  /** Whether a run fits beside the others. A run alone always does: it has limits of its own. */
  fits(bytes: number): boolean;
  /** Counts a run from now on. */
  add(run: string, bytes: number): void;
  /** The run has ended, or does not start yet. */
  remove(run: string): void;
  /** The line for a run that does not fit: the memory that it needs, the memory that is free, and what to do. */
  describe(bytes: number): string;
}

/** @param maxBytes of all runs together. */
export function createRunMemory(maxBytes: number): RunMemory {
  const sizes = new Map<string, number>();
  const used = () => [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);

  return {
    fits: (bytes) => sizes.size === 0 || used() + bytes <= maxBytes,
    add: (run, bytes) => void sizes.set(run, bytes),
    remove: (run) => void sizes.delete(run),
    describe(bytes) {
      const free = Math.floor(Math.max(0, maxBytes - used()) / 1e6);
      const all = Math.floor(maxBytes / 1e6);
      return `the runs in progress leave ${free} of ${all} MB of memory, and this training takes about ${Math.ceil(bytes / 1e6)} MB; retry when one of them has ended, or use fewer rows or a smaller network`;
    },
  };
}
