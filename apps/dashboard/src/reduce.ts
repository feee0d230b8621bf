/** Folds the events of a run into its state, one by one. Pure except for the curves, which grow in place. */
import type { EpochEvent, NoticedEvent, SnapshotEvent, StartedEvent, TrainingEvent } from "@epochal/stream/events";
import { answer, pause } from "./answer.ts";
import { describeEnd, firstLearningRate } from "./describe.ts";
import { addKeyframe } from "./keyframes.ts";
import { at, tell } from "./news.ts";
import { initialState, type FigureName, type RunState } from "./run-state.ts";
import { takeBack } from "./take-back.ts";
import { passed } from "./timing.ts";

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
