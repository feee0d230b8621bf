/** Every event. */
import type { Frame } from "../frame.ts";
import type { Select } from "./selection.ts";

export const all: Select = () => {
  let taken: Frame | undefined;
  return {
    takesAhead: false,
    isHolding: false,
    take(frame) {
      taken = frame;
    },
    wait() {},
    next() {
      const frame = taken;
      taken = undefined;
      return frame && { type: "frame", frame };
    },
    dueIn: () => undefined,
  };
};
