/** Every event. */
import type { Frame } from "../frame.ts";
import type { CreateSelector } from "./event-selector.ts";

export const all: CreateSelector = () => {
  let pending: Frame | undefined;
  return {
    readsAhead: false,
    isWaitingForIdle: false,
    push(frame) {
      pending = frame;
    },
    skip() {},
    markBlocked() {},
    next() {
      const frame = pending;
      pending = undefined;
      return frame && { type: "frame", frame };
    },
    msUntilDue: () => undefined,
  };
};
