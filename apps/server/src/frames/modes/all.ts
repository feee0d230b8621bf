/** Every event. */
import type { Frame } from "../frame.ts";
import type { CreateSelector } from "./event-selector.ts";

export const all: CreateSelector = () => {
  let taken: Frame | undefined;
  return {
    readsAhead: false,
    isWaitingForIdle: false,
    push(frame) {
      taken = frame;
    },
    markBlocked() {},
    next() {
      const frame = taken;
      taken = undefined;
      return frame && { type: "frame", frame };
    },
    msUntilDue: () => undefined,
  };
};
