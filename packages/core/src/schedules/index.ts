/** How the learning rate changes. To add one: a file beside this one, a line here. */
import { constant } from "./constant.ts";
import type { SpecOf } from "../choice.ts";
import type { Position, Schedule } from "./schedule.ts";

export const schedules = {
  constant,
};

export type { Position, Schedule };
export type ScheduleName = keyof typeof schedules;

/** A schedule by name with the settings that shall differ from its defaults: `{ type: "step", epochs: 50 }`. */
export type ScheduleSpec = SpecOf<typeof schedules>;
