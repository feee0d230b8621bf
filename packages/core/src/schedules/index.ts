/** How the learning rate changes during a training. To add one: a file in this folder, a line here. */
import { constant } from "./constant.ts";
import { cosine, oneCycle } from "./cosine.ts";
import { exponential } from "./exponential.ts";
import { plateau } from "./plateau.ts";
import { step } from "./step.ts";
import { warmUp } from "./warm-up.ts";
import type { SpecOf } from "../spec/registry.ts";
import type { SchedulePosition, Schedule } from "./schedule.ts";

/** The schedules by name. */
export const schedules = { constant, step, exponential, cosine, warmUp, oneCycle, plateau };

export type { Schedule, SchedulePosition };
/** The name of a schedule. */
export type ScheduleName = keyof typeof schedules;

/** A schedule by name, with the settings that differ from its defaults: `{ type: "step", epochs: 50 }`. */
export type ScheduleSpec = SpecOf<typeof schedules>;
