/** Folds the events of a run into its state, one by one or in chunks. Pure except for the curves, which grow in place. */
import {
  eventsOf,
  mapColumns,
  type EventChunk,
  type NoticedEvent,
  type SnapshotEvent,
  type StartedEvent,
  type TrainingEvent,
} from "@epochal/stream/events";
import { addEpochs } from "./add-epochs.ts";
import { addGap, type EventGap } from "./add-gap.ts";
import { reduceCommand } from "./reduce-command.ts";
import { hasValidation } from "./monitored-loss.ts";
import { improveBest, initialState, logActivity, type Best, type RunState } from "./run-state.ts";
import { appendSnapshot } from "./snapshot-history.ts";
import { advanceClock } from "./timing.ts";
import { truncateState } from "./truncate.ts";

/**
 * The state after one more event, after a chunk, or after events that were left out. A `started` event starts from an initial
 * state. Chunks cost less than their events, one by one, and lead to the same state.
 */
export function reduce(state: RunState, event: TrainingEvent | EventChunk | EventGap): RunState {
  switch (event.type) {
    case "started":
      return start(event, state);
    case "epoch": {
      const { seq, time, epoch } = event;
      const columns = mapColumns(event, (value) => Float64Array.of(value));
      return addEpochs(state, { type: "epochs", seq, time, epoch, ...columns });
    }
    case "epochs":
      // A stepping run trains few epochs, and may pause after each.
      return state.pauseAfter === undefined
        ? addEpochs(state, event)
        : Array.from(eventsOf(event)).reduce(reduce, state);
    case "gap":
      return addGap(state, event);
    case "snapshot":
      return addSnapshot(state, event);
    case "commanded":
      return reduceCommand(advanceClock(state, event.time), event);
    case "noticed":
      return notice(advanceClock(state, event.time), event);
    case "finished":
      return logActivity(
        { ...advanceClock(state, event.time), phase: "finished", finished: event, epoch: event.epoch },
        { kind: "finished", event },
      );
  }
}

/** The state after the events have ended without `finished`: the run's process is gone. */
export function interrupt(state: RunState): RunState {
  return logActivity({ ...state, phase: "interrupted" }, { kind: "interrupted", epoch: state.epoch });
}

function start(event: StartedEvent, { slowStartTo }: RunState): RunState {
  const fresh = { ...initialState(), slowStartTo };
  const epoch = event.from?.epoch ?? 0;
  const { learningRate } = event.spec.optimizer;
  return {
    ...fresh,
    phase: "running",
    started: event,
    epoch,
    learningRate,
    optimizerRate: learningRate,
    clock: { now: event.time, trainingMs: 0, paceSamples: [{ trainingMs: 0, epoch }] },
  };
}

function addSnapshot(before: RunState, event: SnapshotEvent): RunState {
  const { epoch, scores, snapshot } = event;
  const state = epoch < before.epoch ? truncateState(before, epoch) : before;
  state.curves.rmse.push(epoch, scores.rmse);
  const known = state.started?.from && !state.snapshot ? resumeFrom(state, event) : state;
  let { best } = known;
  for (const name of ["rmse", "mae", "r2", "logLoss", "accuracy", "rocAuc"] as const)
    best = improveBest(best, name, scores[name], epoch);
  const { restart } = snapshot;
  const began = restart && restart.epoch > known.restartEpoch ? afterRestart(known, restart.epoch) : known;
  const lowestLoss =
    began.lowestLoss ?? (restart?.lowest && { value: restart.lowest.loss, epoch: restart.lowest.epoch });
  const snapshots = appendSnapshot(began.snapshots, event);
  return {
    ...advanceClock(began, event.time),
    snapshot: event,
    snapshots,
    ...withExactEpochs({ ...began, best, lowestLoss }, event),
    learningRate: learningRateAfter(event, began),
    optimizerRate: snapshot.settings["learningRate"] ?? began.optimizerRate,
  };
}

/** The rate after a snapshot: no epoch has it after an undo. With a schedule, a snapshot has the unscheduled one. */
function learningRateAfter({ snapshot }: SnapshotEvent, { started, learningRate }: RunState): number | undefined {
  return started?.spec.schedule ? learningRate : (snapshot.settings["learningRate"] ?? learningRate);
}

function afterRestart(state: RunState, epoch: number): RunState {
  return { ...state, restartEpoch: epoch, lowestLoss: undefined };
}

/** Takes the best epoch and the settings from the snapshot that a run resumes from: its earlier epochs are unknown here. */
function resumeFrom(state: RunState, { snapshot }: SnapshotEvent): RunState {
  const { best, settings } = snapshot;
  const { spec, data } = state.started!;
  const hasValidation = data.rows.validation > 0 || spec.folds;
  return {
    ...state,
    learningRate: settings["learningRate"] ?? state.learningRate,
    lowestLoss: state.lowestLoss ?? (best && { value: best.loss, epoch: best.epoch }),
    // Without validation, the loss of the best parameters is reported by the epoch after them.
    ...(best && {
      best: hasValidation
        ? improveBest(state.best, "validationLoss", best.loss, best.epoch)
        : improveBest(state.best, "loss", best.loss, best.epoch + 1),
    }),
  };
}

/** The lowest losses. If the epoch of one was left out, it is that of the best parameters in the snapshot. */
function withExactEpochs(state: RunState, { snapshot }: SnapshotEvent): Pick<RunState, "best" | "lowestLoss"> {
  const { best, lowestLoss, started } = state;
  const name = hasValidation(state) || started?.spec.folds ? "validationLoss" : "loss";
  // Without validation, the loss of the best parameters is reported by the epoch after them.
  const known = snapshot.best && {
    value: snapshot.best.loss,
    epoch: snapshot.best.epoch + (name === "loss" ? 1 : 0),
  };
  const isLeftOut = (lowest: Best | undefined) => lowest?.isApproximate === true && lowest.value === known?.value;
  return {
    best: isLeftOut(best[name]) ? { ...best, [name]: known } : best,
    lowestLoss: isLeftOut(lowestLoss) ? known : lowestLoss,
  };
}

function notice(before: RunState, event: NoticedEvent): RunState {
  const { rule, epoch } = event;
  // A notice without a rule about an epoch that was never reported: the run diverged there and starts again.
  const state = rule === undefined && epoch > before.epoch ? afterRestart(before, epoch) : before;
  const isLearningRateTooHigh = state.isLearningRateTooHigh || rule === "learningRateTooHigh";
  return logActivity({ ...state, isLearningRateTooHigh }, { kind: "noticed", event });
}
