/** The callbacks for changes of the catalogue and of single runs. */
import type { Frame } from "../frames/frame.ts";

/** @param fresh the frames that were just stored; empty if older ones were read from the store. */
export type Follower = (fresh: readonly Frame[]) => void;

export interface RunListeners {
  /** Calls back when runs were added, started or interrupted, or the queue has changed. Returns a function that ends this. */
  readonly watchRuns: (onChange: () => void) => () => void;
  readonly notifyWatchers: () => void;
  /** Calls back when there is more of a run. Returns a function that ends this. */
  readonly follow: (run: string, onFrames: Follower) => () => void;
  /** The number of followers of a run. */
  readonly countFollowers: (run: string) => number;
  /** @param fresh default: none. */
  readonly notifyFollowers: (run: string, fresh?: readonly Frame[]) => void;
}

export function createRunListeners(): RunListeners {
  const watchers = new Set<() => void>();
  const followers = new Map<string, Set<Follower>>();
  return {
    watchRuns(onChange) {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    notifyWatchers() {
      for (const onChange of watchers) onChange();
    },
    follow(run, onFrames) {
      const all = followers.get(run) ?? new Set();
      followers.set(run, all.add(onFrames));
      return () => {
        if (all.delete(onFrames) && all.size === 0) followers.delete(run);
      };
    },
    countFollowers: (run) => followers.get(run)?.size ?? 0,
    notifyFollowers(run, fresh = []) {
      for (const onFrames of followers.get(run) ?? []) onFrames(fresh);
    },
  };
}
