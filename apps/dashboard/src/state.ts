/**
 * What the dashboard knows of a run: events folded one by one, in memory that does not grow with the number of epochs.
 * Nothing here knows a clock or a screen.
 */
import type { Scores } from "@epochal/core";
import type {
  CommandedEvent,
  EpochEvent,
  FinishedEvent,
  SnapshotEvent,
  StartedEvent,
  TrainingEvent,
} from "@epochal/stream/events";
import { firstLearningRate } from "./describe.ts";
import { formatLearningRate } from "./format.ts";
import { createSeries, type Series } from "./series.ts";

/** The curves inside grow in place: read a state before the next event is folded into it. */
export interface RunState {
  /** `waiting` until the first event. */
  readonly phase: "waiting" | "running" | "paused" | "finished";
  readonly started: StartedEvent | undefined;
  /** Epochs completed. */
  readonly epoch: number;
  readonly latest: EpochEvent | undefined;
  readonly snapshot: SnapshotEvent | undefined;
  readonly finished: FinishedEvent | undefined;
  readonly curves: Curves;
  readonly best: Readonly<Partial<Record<FigureName, Best>>>;
  /** As last heard of. */
  readonly learningRate: number | undefined;
  /** The pace last set by command; 0 is as fast as it goes. */
  readonly epochsPerSecond: number | undefined;
  /** Epochs after which a command changed how the run learns: the newest 100. */
  readonly marks: readonly number[];
  /** What deserves a person's attention, oldest first: the newest 100. */
  readonly news: readonly News[];
  readonly clock: Clock;
}

export interface Curves {
  readonly loss: Series;
  readonly validationLoss: Series;
  readonly gradientNorm: Series;
  readonly learningRate: Series;
  readonly rmse: Series;
}

/** What is shown with its best value: both losses, and every score. */
export type FigureName = "loss" | "validationLoss" | keyof Scores;

export interface Best {
  readonly value: number;
  readonly epoch: number;
}

export interface News {
  readonly kind: "applied" | "refused" | "noticed" | "finished";
  /** Time spent training when it happened, in ms. */
  readonly atMs: number;
  /** What happened; the kind is not said again. */
  readonly text: string;
}

/** Times in ms since 1970, as the events have them. */
export interface Clock {
  readonly startedAt: number;
  /** Of the latest event. */
  readonly now: number;
  readonly pausedAt: number | undefined;
  /** Spent in pauses that are over. */
  readonly pausedMs: number;
  /** A few moments of the recent past, oldest first, to see how fast the run goes. */
  readonly moments: readonly { readonly time: number; readonly epoch: number }[];
}

const KEPT = 100;
const MOMENTS = 12;
const MOMENT_MS = 250;

export function initialState(): RunState {
  return {
    phase: "waiting",
    started: undefined,
    epoch: 0,
    latest: undefined,
    snapshot: undefined,
    finished: undefined,
    curves: {
      loss: createSeries(),
      validationLoss: createSeries(),
      gradientNorm: createSeries(),
      learningRate: createSeries(),
      rmse: createSeries(),
    },
    best: {},
    learningRate: undefined,
    epochsPerSecond: undefined,
    marks: [],
    news: [],
    clock: { startedAt: 0, now: 0, pausedAt: undefined, pausedMs: 0, moments: [] },
  };
}

/** The state after one more event. A `started` event begins anew. */
export function reduce(state: RunState, event: TrainingEvent): RunState {
  switch (event.type) {
    case "started":
      return start(event);
    case "epoch":
      return addEpoch(state, event);
    case "snapshot":
      return addSnapshot(state, event);
    case "commanded":
      return answer(at(state, event.time), event);
    case "noticed":
      return tell(at(state, event.time), "noticed", event.text);
    case "finished":
      return tell(
        { ...at(state, event.time), phase: "finished", finished: event, epoch: event.epoch },
        "finished",
        `${event.reason} after ${event.epoch} epochs`,
      );
  }
}

function start(event: StartedEvent): RunState {
  const fresh = initialState();
  return {
    ...fresh,
    phase: "running",
    started: event,
    learningRate: firstLearningRate(event.spec.optimizer),
    clock: { ...fresh.clock, startedAt: event.time, now: event.time, moments: [{ time: event.time, epoch: 0 }] },
  };
}

/** The one that has to be quick: a small network sends 100,000 of these a second. */
function addEpoch(state: RunState, event: EpochEvent): RunState {
  const { curves, clock } = state;
  const { epoch, time, loss, validationLoss, learningRate, gradientNorm } = event;
  curves.loss.push(epoch, loss);
  if (validationLoss !== undefined) curves.validationLoss.push(epoch, validationLoss);
  curves.gradientNorm.push(epoch, gradientNorm);
  curves.learningRate.push(epoch, learningRate);

  const newest = clock.moments.at(-1);
  const isMoment = newest === undefined || time - newest.time >= MOMENT_MS;
  return {
    ...state,
    epoch,
    latest: event,
    learningRate,
    best: improve(improve(state.best, "loss", loss, epoch), "validationLoss", validationLoss, epoch),
    clock: {
      startedAt: clock.startedAt,
      now: time,
      pausedAt: clock.pausedAt,
      pausedMs: clock.pausedMs,
      moments: isMoment ? [...clock.moments.slice(-MOMENTS + 1), { time, epoch }] : clock.moments,
    },
  };
}

function addSnapshot(state: RunState, event: SnapshotEvent): RunState {
  const { epoch, scores } = event;
  state.curves.rmse.push(epoch, scores.rmse);
  let { best } = state;
  for (const name of ["rmse", "mae", "r2"] as const) best = improve(best, name, scores[name], epoch);
  return { ...at(state, event.time), snapshot: event, best };
}

/** Smaller is better, except for r2. */
function improve(best: RunState["best"], name: FigureName, value: number | undefined, epoch: number): RunState["best"] {
  if (value === undefined || !Number.isFinite(value)) return best;
  const old = best[name]?.value;
  if (old !== undefined && !(name === "r2" ? value > old : value < old)) return best;
  return { ...best, [name]: { value, epoch } };
}

function answer(state: RunState, { command, outcome, reason, epoch, time }: CommandedEvent): RunState {
  if (outcome === "refused") return tell(state, "refused", `${command.type}: ${reason ?? "no reason given"}`);
  switch (command.type) {
    case "pause":
      return tell(pause(state, time), "applied", `paused at epoch ${epoch}`);
    case "resume":
      return tell(resume(state, time), "applied", `resumed at epoch ${epoch}`);
    case "step": {
      const epochs = command.epochs ?? 1;
      return tell(
        pause(state, time),
        "applied",
        `${epochs === 1 ? "one epoch" : `${epochs} epochs`} from epoch ${epoch}`,
      );
    }
    case "set": {
      const { learningRate = state.learningRate, epochsPerSecond = state.epochsPerSecond } = command;
      const changes = [
        command.learningRate !== undefined &&
          `lr ${formatLearningRate(state.learningRate)} → ${formatLearningRate(learningRate)}`,
        command.epochsPerSecond !== undefined &&
          (epochsPerSecond ? `speed ${epochsPerSecond} epochs/s` : "speed unlimited"),
      ].filter((change) => change !== false);
      const marks = command.learningRate === undefined ? state.marks : [...state.marks.slice(1 - KEPT), epoch];
      const changed = { ...state, learningRate, epochsPerSecond, marks, clock: { ...state.clock, moments: [] } };
      return tell(changed, "applied", `${changes.join(", ")} at epoch ${epoch}`);
    }
    case "stop":
      return tell(state, "applied", `stopped at epoch ${epoch}`);
  }
}

/** Also after a step: the run pauses again by itself when its epochs are done. */
function pause(state: RunState, time: number): RunState {
  if (state.phase !== "running") return state;
  return { ...state, phase: "paused", clock: { ...state.clock, pausedAt: time, moments: [] } };
}

function resume(state: RunState, time: number): RunState {
  if (state.phase !== "paused") return state;
  const { clock } = state;
  const pausedMs = clock.pausedMs + (time - (clock.pausedAt ?? time));
  return { ...state, phase: "running", clock: { ...clock, pausedAt: undefined, pausedMs, moments: [] } };
}

function at(state: RunState, time: number): RunState {
  return { ...state, clock: { ...state.clock, now: time } };
}

function tell(state: RunState, kind: News["kind"], text: string): RunState {
  return { ...state, news: [...state.news.slice(1 - KEPT), { kind, atMs: trainingMs(state), text }] };
}

/** Time spent training so far, pauses left out. */
export function trainingMs({ clock }: RunState): number {
  return Math.max(0, (clock.pausedAt ?? clock.now) - clock.startedAt - clock.pausedMs);
}

/** How fast the run goes, or went on the whole once it has finished. */
export function measuredPace(state: RunState): number | undefined {
  const { clock, epoch, phase } = state;
  if (phase === "finished") {
    const ms = trainingMs(state);
    return ms > 0 ? (epoch / ms) * 1000 : undefined;
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
