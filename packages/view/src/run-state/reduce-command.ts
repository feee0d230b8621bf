/** Folds a run's replies to commands into its state. */
import type { Command, CommandedEvent } from "@epochal/stream/events";
import { logActivity, MAX_ENTRIES } from "./activity.ts";
import type { RunState } from "./run-state.ts";
import { valueAt } from "./series.ts";
import { truncateState } from "./truncate.ts";

/** The state after the reply to a command. */
export function reduceCommand(state: RunState, event: CommandedEvent): RunState {
  if (event.outcome === "refused") return logActivity(state, { kind: "refused", event });
  return logActivity(apply(state, event), {
    kind: "applied",
    event,
    learningRateBefore: state.learningRate,
    undoneEdit: event.command.type === "undo" ? state.undoableEdits.at(-1) : undefined,
  });
}

function apply(state: RunState, { command, epoch, time }: CommandedEvent): RunState {
  switch (command.type) {
    case "pause":
      return pause(state, time);
    case "resume":
      return resume(state, time);
    case "step":
      return { ...resume(state, time), pauseAfter: epoch + (command.epochs ?? 1) };
    case "set":
      return applySettings(state, command, epoch);
    case "undo":
      return afterRewind(state, epoch, state.undoableEdits.slice(0, -1));
    case "rewind":
      return afterRewind(state, epoch, [...state.undoableEdits, { type: "rewind", epoch: state.epoch }]);
    case "checkpoint":
    case "branch":
    case "stop":
      return state;
  }
}

function applySettings(
  state: RunState,
  { type: _, learningRate, epochsPerSecond, ...others }: Command & { type: "set" },
  epoch: number,
): RunState {
  const changed: RunState = {
    ...state,
    learningRate: learningRate ?? state.learningRate,
    optimizerRate: learningRate ?? state.optimizerRate,
    epochsPerSecond: epochsPerSecond ?? state.epochsPerSecond,
    isLearningRateTooHigh: state.isLearningRateTooHigh && learningRate === undefined,
    clock: { ...state.clock, paceSamples: [] },
  };
  // The pace does not change what the run learns, so it is not marked and cannot be undone.
  if (learningRate === undefined && Object.keys(others).length === 0) return changed;
  return {
    ...changed,
    changeEpochs: [...state.changeEpochs.slice(1 - MAX_ENTRIES), epoch],
    undoableEdits: [...state.undoableEdits, { type: "set", epoch }],
  };
}

/** @param undoableEdits what can be undone from then on. */
function afterRewind(state: RunState, epoch: number, undoableEdits: RunState["undoableEdits"]): RunState {
  const { learningRate } = state;
  const taken = truncateState(state, epoch);
  const known = valueAt(taken.curves.learningRate, epoch) ?? learningRate;
  return { ...taken, isLearningRateTooHigh: false, learningRate: known, undoableEdits };
}

export function pause(state: RunState, time: number): RunState {
  if (state.phase !== "running") return state;
  const clock = { ...state.clock, pausedAt: time, paceSamples: [] };
  return { ...state, phase: "paused", pauseAfter: undefined, clock };
}

/** Also ends a step, so that the run no longer pauses by itself. */
function resume(state: RunState, time: number): RunState {
  if (state.phase !== "paused") return { ...state, pauseAfter: undefined };
  const { clock } = state;
  const pausedMs = clock.pausedMs + (time - (clock.pausedAt ?? time));
  const resumed = { ...clock, pausedAt: undefined, pausedMs, paceSamples: [] };
  return { ...state, phase: "running", pauseAfter: undefined, clock: resumed };
}
