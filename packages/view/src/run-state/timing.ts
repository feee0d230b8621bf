/** How long a run has trained, how fast it is and how long the rest will take, measured by the times of its events. */
import type { Clock, RunState } from "./run-state.ts";

const MAX_PACE_SAMPLES = 12;
const PACE_SAMPLE_MS = 250;

/** Recent epochs per second, or the average of the whole run once it has finished; undefined if unknown. */
export function measuredPace({ clock, epoch, phase, started }: RunState): number | undefined {
  const whole = { epoch: started?.from?.epoch ?? 0, trainingMs: 0 };
  const since = phase === "finished" ? whole : phase === "running" ? clock.paceSamples[0] : undefined;
  if (!since || clock.trainingMs <= since.trainingMs || epoch <= since.epoch) return undefined;
  return ((epoch - since.epoch) / (clock.trainingMs - since.trainingMs)) * 1000;
}

/** The time that the remaining epochs would take at the current pace; undefined if unknown. */
export function remainingMs(state: RunState): number | undefined {
  const pace = measuredPace(state);
  if (!state.started || !pace || state.phase !== "running") return undefined;
  return ((state.started.spec.epochs - state.epoch) / pace) * 1000;
}

/** The state at the time of an event. */
export function advanceClock(state: RunState, time: number): RunState {
  return { ...state, clock: state.phase === "running" ? passTime(state.clock, time) : { ...state.clock, now: time } };
}

/** The clock after an epoch. */
export function tickClock(before: Clock, time: number, epoch: number): Clock {
  const clock = passTime(before, time);
  const { trainingMs, paceSamples } = clock;
  const newest = paceSamples.at(-1);
  if (newest && trainingMs - newest.trainingMs < PACE_SAMPLE_MS) return clock;
  return { ...clock, paceSamples: [...paceSamples.slice(1 - MAX_PACE_SAMPLES), { trainingMs, epoch }] };
}

/** If the system's time was set back, no time has passed, and the pace is measured anew. */
function passTime(clock: Clock, time: number): Clock {
  if (time < clock.now) return { ...clock, now: time, paceSamples: [] };
  return { ...clock, now: time, trainingMs: clock.trainingMs + (time - clock.now) };
}
