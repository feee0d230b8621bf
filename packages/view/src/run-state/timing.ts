/** How long a run has trained, how fast it goes, how long the rest will take: all by the times its events have. */
import type { Clock, RunState } from "./run-state.ts";

const MAX_PACE_SAMPLES = 12;
const PACE_SAMPLE_MS = 250;

/** Time spent training so far, pauses left out. */
export function trainingMs({ clock }: RunState): number {
  return Math.max(0, (clock.pausedAt ?? clock.now) - clock.startedAt - clock.pausedMs);
}

/** How fast the run goes, or went on the whole once it has finished. */
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

/** Time the epochs left would take at the pace of now. */
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
  const isMoment = newest === undefined || time - newest.time >= PACE_SAMPLE_MS;
  const paceSamples = isMoment
    ? [...clock.paceSamples.slice(-MAX_PACE_SAMPLES + 1), { time, epoch }]
    : clock.paceSamples;
  return { ...clock, now: time, paceSamples };
}
