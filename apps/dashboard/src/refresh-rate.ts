/** How often the picture may change. */
import { asyncScheduler, auditTime, type MonoTypeOperatorFunction, type SchedulerLike } from "rxjs";

/** Time between two frames: ten a second are enough for eyes. */
export const FRAME_MS = 100;

/** Lets the newest value through at most once in `FRAME_MS`, and always the last one. */
export function atFrameRate<Value>(scheduler: SchedulerLike = asyncScheduler): MonoTypeOperatorFunction<Value> {
  return auditTime(FRAME_MS, scheduler);
}
