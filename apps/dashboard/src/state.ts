/**
 * What the dashboard knows of a run: events folded one by one, in memory that does not grow with the number of epochs.
 * Nothing here knows a clock or a screen.
 */
import type { Scores } from "@epochal/core";
import type {
  EpochEvent,
  FinishedEvent,
  NoticedEvent,
  SnapshotEvent,
  StartedEvent,
  TrainingEvent,
} from "@epochal/stream/events";
import { answer, pause } from "./answer.ts";
import { describeEnd, firstLearningRate } from "./describe.ts";
import { addKeyframe, type Keyframes } from "./keyframes.ts";
import { at, tell, type News } from "./news.ts";
import { createSeries, type Series } from "./series.ts";
import { takeBack } from "./take-back.ts";
import type { Clock } from "./timing.ts";

/** The curves inside grow in place: read a state before the next event is folded into it. */
export interface RunState {
  /** `waiting` until the first event; `interrupted` where no event will come any more, though none said `finished`. */
  readonly phase: "waiting" | "running" | "paused" | "finished" | "interrupted";
  readonly started: StartedEvent | undefined;
  /** Epochs completed. */
  readonly epoch: number;
  readonly latest: EpochEvent | undefined;
  readonly snapshot: SnapshotEvent | undefined;
  /** Snapshots of the past, for those who look back. */
  readonly keyframes: Keyframes;
  readonly finished: FinishedEvent | undefined;
  readonly curves: Curves;
  readonly best: Readonly<Partial<Record<FigureName, Best>>>;
  /** The lowest watched loss of the present weights: of all epochs, unless the run has begun again. */
  readonly lowest: Best | undefined;
  /** The epoch after which the present weights began: 0, unless the run diverged and began again. */
  readonly beganAfter: number;
  /** The epoch at which a run that was told to step will pause by itself. */
  readonly pauseAfter: number | undefined;
  /** As last heard of. */
  readonly learningRate: number | undefined;
  /** The pace last set by command; 0 is as fast as it goes. */
  readonly epochsPerSecond: number | undefined;
  /** Epochs after which a command changed how the run learns: the newest 100. */
  readonly marks: readonly number[];
  /** What was applied and can be undone, the newest last. */
  readonly deeds: readonly Deed[];
  /** What deserves a person's attention, oldest first: the newest 100. */
  readonly news: readonly News[];
  /** Whether the run has said that its learning rate is too high, and nobody has changed it since. */
  readonly isTooFast: boolean;
  readonly clock: Clock;
}

export interface Curves {
  readonly loss: Series;
  readonly validationLoss: Series;
  readonly gradientNorm: Series;
  readonly learningRate: Series;
  readonly rmse: Series;
}

/** Something that can be undone: where the run stood before it. */
export interface Deed {
  readonly type: "set" | "rewind";
  readonly epoch: number;
}

/** What is shown with its best value: both losses, and every score. */
export type FigureName = "loss" | "validationLoss" | keyof Scores;

export interface Best {
  readonly value: number;
  /** The epoch that reported it. */
  readonly epoch: number;
}

const MOMENTS = 12;
const MOMENT_MS = 250;

export function initialState(): RunState {
  return {
    phase: "waiting",
    started: undefined,
    epoch: 0,
    latest: undefined,
    snapshot: undefined,
    keyframes: [],
    finished: undefined,
    curves: {
      loss: createSeries(),
      validationLoss: createSeries(),
      gradientNorm: createSeries(),
      learningRate: createSeries(),
      rmse: createSeries(),
    },
    best: {},
    lowest: undefined,
    beganAfter: 0,
    pauseAfter: undefined,
    learningRate: undefined,
    epochsPerSecond: undefined,
    marks: [],
    deeds: [],
    news: [],
    isTooFast: false,
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
      return notice(at(state, event.time), event);
    case "finished":
      return tell(
        { ...at(state, event.time), phase: "finished", finished: event, epoch: event.epoch },
        "finished",
        describeEnd(event),
      );
  }
}

/** The state once its events have ended without `finished`: the run's process is gone, and nothing more will be heard of it. */
export function interrupt(state: RunState): RunState {
  const text = `interrupted at epoch ${state.epoch}: the run's process ended before it did`;
  return tell({ ...state, phase: "interrupted" }, "noticed", text);
}

function start(event: StartedEvent): RunState {
  const fresh = initialState();
  const epoch = event.from?.epoch ?? 0;
  return {
    ...fresh,
    phase: "running",
    started: event,
    epoch,
    learningRate: firstLearningRate(event.spec.optimizer),
    clock: { ...fresh.clock, startedAt: event.time, now: event.time, moments: [{ time: event.time, epoch }] },
  };
}

/** Whoever has many at once takes `reduceChunk`. */
function addEpoch(before: RunState, event: EpochEvent): RunState {
  const { epoch, time, loss, validationLoss, learningRate, gradientNorm } = event;
  const state = epoch <= before.epoch ? takeBack(before, epoch - 1) : before;
  const { curves, lowest } = state;
  curves.loss.push(epoch, loss);
  if (validationLoss !== undefined) curves.validationLoss.push(epoch, validationLoss);
  curves.gradientNorm.push(epoch, gradientNorm);
  curves.learningRate.push(epoch, learningRate);

  const watched = validationLoss ?? loss;
  const added: RunState = {
    ...state,
    epoch,
    latest: event,
    learningRate,
    best: improve(improve(state.best, "loss", loss, epoch), "validationLoss", validationLoss, epoch),
    lowest: lowest && !(watched < lowest.value) ? lowest : { value: watched, epoch },
    clock: passed(state.clock, time, epoch),
  };
  // No event says that a step is over: the run pauses with the last of its epochs.
  return state.pauseAfter !== undefined && epoch >= state.pauseAfter ? pause(added, time) : added;
}

/** The clock when an epoch is done. */
export function passed(clock: Clock, time: number, epoch: number): Clock {
  const newest = clock.moments.at(-1);
  const isMoment = newest === undefined || time - newest.time >= MOMENT_MS;
  const moments = isMoment ? [...clock.moments.slice(-MOMENTS + 1), { time, epoch }] : clock.moments;
  return { ...clock, now: time, moments };
}

function addSnapshot(before: RunState, event: SnapshotEvent): RunState {
  const { epoch, scores, snapshot } = event;
  const state = epoch < before.epoch ? takeBack(before, epoch) : before;
  state.curves.rmse.push(epoch, scores.rmse);
  const known = state.started?.from && !state.snapshot ? takeUp(state, event) : state;
  let { best } = known;
  for (const name of ["rmse", "mae", "r2"] as const) best = improve(best, name, scores[name], epoch);
  const { restart } = snapshot;
  const began = restart && restart.epoch > known.beganAfter ? beginAgain(known, restart.epoch) : known;
  const lowest = began.lowest ?? (restart?.lowest && { value: restart.lowest.loss, epoch: restart.lowest.epoch });
  const keyframes = addKeyframe(began.keyframes, event);
  return { ...at(began, event.time), snapshot: event, keyframes, best, lowest, learningRate: rateIn(event, began) };
}

/**
 * The learning rate in force from a state on: behind an undo no epoch has told it yet. Where there is a schedule the state has
 * it before that, and the epochs know better.
 */
function rateIn({ snapshot }: SnapshotEvent, { started, learningRate }: RunState): number | undefined {
  return started?.spec.schedule ? learningRate : (snapshot.settings["learningRate"] ?? learningRate);
}

function beginAgain(state: RunState, epoch: number): RunState {
  return { ...state, beganAfter: epoch, lowest: undefined };
}

/** What the state that a run goes on from says of the epochs before, which nobody here has seen. */
function takeUp(state: RunState, { snapshot }: SnapshotEvent): RunState {
  const { best, settings } = snapshot;
  const { spec, data } = state.started!;
  const isJudged = data.rows.validation > 0 || spec.folds === true;
  return {
    ...state,
    learningRate: settings["learningRate"] ?? state.learningRate,
    lowest: state.lowest ?? (best && { value: best.loss, epoch: best.epoch }),
    // Where no rows judge, the epoch after the best parameters told how good they were.
    ...(best && {
      best: isJudged
        ? improve(state.best, "validationLoss", best.loss, best.epoch)
        : improve(state.best, "loss", best.loss, best.epoch + 1),
    }),
  };
}

/** Smaller is better, except for r2. */
export function improve(
  best: RunState["best"],
  name: FigureName,
  value: number | undefined,
  epoch: number,
): RunState["best"] {
  if (value === undefined || !Number.isFinite(value)) return best;
  const old = best[name]?.value;
  if (old !== undefined && !(name === "r2" ? value > old : value < old)) return best;
  return { ...best, [name]: { value, epoch } };
}

function notice(before: RunState, { text, rule, epoch }: NoticedEvent): RunState {
  // Only a run that begins again tells of an epoch that it has not told: the one that diverged.
  const state = rule === undefined && epoch > before.epoch ? beginAgain(before, epoch) : before;
  return tell({ ...state, isTooFast: state.isTooFast || rule === "learningRateTooHigh" }, "noticed", text, rule);
}
