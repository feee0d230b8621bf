/** How long a run has trained, how fast it is and how long the rest will take, measured by the times of its events. */
import type { Clock, RunState } from "./run-state.ts";

const MAX_PACE_SAMPLES = 12;
const PACE_SAMPLE_MS = 250;

/** Time spent training so far, without pauses. */
export function trainingMs({ clock }: RunState): number {
  return Math.max(0, (clock.pausedAt ?? clock.now) - clock.startedAt - clock.pausedMs);
}

/** Recent epochs per second, or the average of the whole run once it has finished; undefined if unknown. */
export function measuredPace(state: RunState): number | undefined {
  const { clock, epoch, phase, started } = state;
  if (phase === "finished") {
    const ms = trainingMs(state);
    return ms > 0 ? ((epoch - (started?.from?.epoch ?? 0)) / ms) * 1000 : undefined;
  }
  const oldest = clock.paceSamples[0];
  if (phase !== "running" || !oldest || clock.now <= oldest.time || epoch <= oldest.epoch) return undefined;
  return ((epoch - oldest.epoch) / (clock.now - oldest.time)) * 1000;
}

/** The time that the remaining epochs would take at the current pace; undefined if unknown. */
export function remainingMs(state: RunState): number | undefined {
  const pace = measuredPace(state);
  if (!state.started || !pace || state.phase !== "running") return undefined;
  return ((state.started.spec.epochs - state.epoch) / pace) * 1000;
}

/** The state at a time in ms since 1970. */
export function advanceClock(state: RunState, time: number): RunState {
  return { ...state, clock: { ...state.clock, now: time } };
}

/** The clock after an epoch. */
export function tickClock(clock: Clock, time: number, epoch: number): Clock {
  const newest = clock.paceSamples.at(-1);
  const isDue = newest === undefined || time - newest.time >= PACE_SAMPLE_MS;
  const paceSamples = isDue ? [...clock.paceSamples.slice(-MAX_PACE_SAMPLES + 1), { time, epoch }] : clock.paceSamples;
  return { ...clock, now: time, paceSamples };
}
