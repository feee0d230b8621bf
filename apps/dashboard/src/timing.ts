/** How long a run has trained, how fast it goes, how long the rest will take: all by the times its events have. */
import type { Clock, RunState } from "./run-state.ts";

const MOMENTS = 12;
const MOMENT_MS = 250;

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
  const oldest = clock.moments[0];
  if (phase !== "running" || !oldest || clock.now <= oldest.time || epoch <= oldest.epoch) return undefined;
  return ((epoch - oldest.epoch) / (clock.now - oldest.time)) * 1000;
}

/** Time the epochs left would take at the pace of now. */
export function remainingMs(state: RunState): number | undefined {
  const pace = measuredPace(state);
  if (!state.started || !pace || state.phase !== "running") return undefined;
  return ((state.started.spec.epochs - state.epoch) / pace) * 1000;
}

/** The clock when an epoch is done. */
export function passed(clock: Clock, time: number, epoch: number): Clock {
  const newest = clock.moments.at(-1);
  const isMoment = newest === undefined || time - newest.time >= MOMENT_MS;
  const moments = isMoment ? [...clock.moments.slice(-MOMENTS + 1), { time, epoch }] : clock.moments;
  return { ...clock, now: time, moments };
}
