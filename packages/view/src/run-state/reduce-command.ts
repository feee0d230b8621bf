/** Folds a run's replies to commands into its state. */
import type { Command, CommandedEvent } from "@epochal/stream/events";
import { baseLearningRate, logActivity, MAX_ENTRIES, type RunState, type UndoableEdit } from "./run-state.ts";
import { valueAt } from "./series.ts";
import { truncateState } from "./truncate.ts";

/** The state after the reply to a command. */
export function reduceCommand(state: RunState, event: CommandedEvent): RunState {
  if (event.outcome === "refused") return logActivity(state, { kind: "refused", event });
  return logActivity(apply(state, event), {
    kind: "applied",
    event,
    learningRateBefore: baseLearningRate(state),
    undoneEdit: event.command.type === "undo" ? state.undoableEdits.at(-1) : undefined,
  });
}

function apply(state: RunState, { command, epoch }: CommandedEvent): RunState {
  switch (command.type) {
    case "pause":
      return pause(state);
    case "resume":
      return resume(state);
    case "step":
      return { ...resume(state), pauseAfter: epoch + (command.epochs ?? 1) };
    case "set":
      return applySettings(state, command, epoch);
    case "undo":
      return afterRewind(state, epoch, state.undoableEdits.slice(0, -1));
    case "rewind":
      return afterRewind(state, epoch, withEdit(state, command));
    case "checkpoint":
    case "branch":
    case "stop":
      return state;
    // A server of a later version may have other commands.
    default:
      return state;
  }
}

function applySettings(state: RunState, command: Command & { type: "set" }, epoch: number): RunState {
  const { type: _, by: __, learningRate, epochsPerSecond, ...others } = command;
  const changed: RunState = {
    ...state,
    learningRate: learningRate ?? state.learningRate,
    optimizerRate: learningRate ?? state.optimizerRate,
    epochsPerSecond: epochsPerSecond ?? state.epochsPerSecond,
    slowStartTo: epochsPerSecond === undefined ? state.slowStartTo : undefined,
    isLearningRateTooHigh: state.isLearningRateTooHigh && learningRate === undefined,
    clock: { ...state.clock, paceSamples: [] },
  };
  // The pace does not change what the run learns, so it is not marked and cannot be undone.
  if (learningRate === undefined && Object.keys(others).length === 0) return changed;
  return {
    ...changed,
    changeEpochs: [...state.changeEpochs.slice(1 - MAX_ENTRIES), epoch],
    undoableEdits: withEdit(state, command),
  };
}

function withEdit(state: RunState, command: UndoableEdit["command"]): UndoableEdit[] {
  return [...state.undoableEdits, { command, epoch: state.epoch, learningRate: baseLearningRate(state) }];
}

/** @param undoableEdits what can be undone from then on. */
function afterRewind(state: RunState, epoch: number, undoableEdits: RunState["undoableEdits"]): RunState {
  const { learningRate } = state;
  const taken = truncateState(state, epoch);
  const known = valueAt(taken.curves.learningRate, epoch) ?? learningRate;
  return { ...taken, isLearningRateTooHigh: false, learningRate: known, undoableEdits };
}

/** No event ends a step: the run pauses with the last of its epochs. */
export function pauseIfDue(state: RunState): RunState {
  return state.pauseAfter !== undefined && state.epoch >= state.pauseAfter ? pause(state) : state;
}

function pause(state: RunState): RunState {
  if (state.phase !== "running") return state;
  return { ...state, phase: "paused", pauseAfter: undefined, clock: { ...state.clock, paceSamples: [] } };
}

/** Also ends a step, so that the run no longer pauses by itself. */
function resume(state: RunState): RunState {
  return { ...state, phase: state.phase === "paused" ? "running" : state.phase, pauseAfter: undefined };
}
