import type { Schedule } from "./schedule.ts";

/** The learning rate as it is. */
export const constant: Schedule<{}> = {
  defaults: {},
  factor: () => 1,
};
