import type { Schedule } from "./schedule.ts";

/** Keeps the optimizer's learning rate. */
export const constant: Schedule<{}> = { defaults: {}, factor: () => 1 };
