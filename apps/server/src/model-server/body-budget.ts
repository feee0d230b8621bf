/** Limits the bytes of all bodies that are received, wait for their turn, or have a reply that is not read yet. */

/** The share of a request. */
export interface BodyShare {
  /** Adds bytes to it. If there is no room, gives all of it back, so that the others are received completely, and returns false. */
  readonly hold: (bytes: number) => boolean;
  /** Gives them back. */
  readonly release: () => void;
}

export interface BodyBudget {
  readonly open: () => BodyShare;
}

export function createBodyBudget(maxBytes: number): BodyBudget {
  let used = 0;
  return {
    open() {
      let own = 0;
      const release = () => {
        used -= own;
        own = 0;
      };
      return {
        hold(bytes) {
          if (used + bytes > maxBytes) {
            release();
            return false;
          }
          used += bytes;
          own += bytes;
          return true;
        },
        release,
      };
    },
  };
}
