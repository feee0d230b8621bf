/** How long a run has trained, how fast it is and how long the rest will take, measured by the times of its events. */
import { slowStartPace } from "@epochal/stream/events";
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

/** The time that the remaining epochs would take at the current pace, which quickens in a slow start; undefined if unknown. */
export function remainingMs(state: RunState): number | undefined {
  const { started, epoch, phase, slowStartTo } = state;
  if (!started || phase !== "running") return undefined;
  const total = started.spec.epochs;
  if (slowStartTo === undefined) {
    const pace = measuredPace(state);
    return pace && ((total - epoch) / pace) * 1000;
  }
  const { secondsAt } = slowStartPace(slowStartTo);
  return (secondsAt(total) - secondsAt(epoch)) * 1000 * slowdown(state, secondsAt);
}

/** A smaller deviation from the planned pace is chance: epochs arrive a few at a time. */
const DEVIATION = 1.5;

/** How many times longer the recent epochs took than planned, if it is much: on a slow machine, or in a branch that starts fast. */
function slowdown({ clock, epoch }: RunState, secondsAt: (epoch: number) => number): number {
  const [since] = clock.paceSamples;
  const planned = since ? (secondsAt(epoch) - secondsAt(since.epoch)) * 1000 : 0;
  const factor = since && planned > 0 ? (clock.trainingMs - since.trainingMs) / planned : 1;
  return Math.max(factor, 1 / factor) < DEVIATION ? 1 : factor;
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
  // The last of some epochs that come together is counted from, as it is counted to.
  if (newest?.trainingMs === trainingMs) return { ...clock, paceSamples: paceSamples.with(-1, { trainingMs, epoch }) };
  if (newest && trainingMs - newest.trainingMs < PACE_SAMPLE_MS) return clock;
  return { ...clock, paceSamples: [...paceSamples.slice(1 - MAX_PACE_SAMPLES), { trainingMs, epoch }] };
}

/** If the system's time was set back, no time has passed, and the pace is measured anew. */
function passTime(clock: Clock, time: number): Clock {
  if (time < clock.now) return { ...clock, now: time, paceSamples: [] };
  return { ...clock, now: time, trainingMs: clock.trainingMs + (time - clock.now) };
}
