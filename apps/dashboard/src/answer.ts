/** What the answers to commands change. */
import type { Command, CommandedEvent } from "@epochal/stream/events";
import { formatLearningRate, formatNumber } from "./format.ts";
import { MAX_ENTRIES, logActivity } from "./news.ts";
import type { UndoableEdit, RunState } from "./run-state.ts";
import { valueAt } from "./series.ts";
import { truncateState } from "./take-back.ts";

/** The state after the answer to a command. */
export function reduceCommand(state: RunState, event: CommandedEvent): RunState {
  const { command, outcome, reason, epoch, time } = event;
  if (outcome === "refused") return logActivity(state, "refused", `${command.type}: ${reason ?? "no reason given"}`);
  switch (command.type) {
    case "pause":
      return logActivity(pause(state, time), "applied", `paused at epoch ${epoch}`);
    case "resume":
      return logActivity(resume(state, time), "applied", `resumed at epoch ${epoch}`);
    case "step": {
      const epochs = command.epochs ?? 1;
      return logActivity(
        { ...resume(state, time), pauseAfter: epoch + epochs },
        "applied",
        `${epochs === 1 ? "one epoch" : `${epochs} epochs`} from epoch ${epoch}`,
      );
    }
    case "set":
      return set(state, command, epoch);
    case "checkpoint":
      return logActivity(state, "applied", `checkpoint “${command.name}” at epoch ${epoch}`);
    case "undo":
      return logActivity(
        afterRewind(state, epoch, state.undoableEdits.slice(0, -1)),
        "applied",
        describeUndo(state.undoableEdits.at(-1), epoch),
      );
    case "rewind":
      return logActivity(
        afterRewind(state, epoch, [...state.undoableEdits, { type: "rewind", epoch: state.epoch }]),
        "applied",
        `rewound to epoch ${epoch}`,
      );
    case "branch":
      return logActivity(state, "applied", `branched at epoch ${epoch}${event.branch ? `: run ${event.branch}` : ""}`);
    case "stop":
      return logActivity(state, "applied", `stopped at epoch ${epoch}${command.discard ? ", discarded" : ""}`);
  }
}

function set(state: RunState, { type: _, ...settings }: Command & { type: "set" }, epoch: number): RunState {
  const { epochsPerSecond = state.epochsPerSecond, learningRate = state.learningRate, ...others } = settings;
  const changes = [
    settings.learningRate !== undefined &&
      `lr ${formatLearningRate(state.learningRate)} → ${formatLearningRate(learningRate)}`,
    ...Object.entries(others).map(([name, value]) => `${name} ${formatNumber(value).trim()}`),
    settings.epochsPerSecond !== undefined &&
      (epochsPerSecond ? `speed ${epochsPerSecond} epochs/s` : "speed unlimited"),
  ].filter((change) => change !== false);
  // How fast it goes changes nothing of what it learns.
  const changesLearning = settings.learningRate !== undefined || Object.keys(others).length > 0;
  const changeEpochs = changesLearning ? [...state.changeEpochs.slice(1 - MAX_ENTRIES), epoch] : state.changeEpochs;
  const known = settings.learningRate === undefined ? state : forgetTooFast(state);
  const clock = { ...state.clock, paceSamples: [] };
  const undoableEdits = changesLearning
    ? [...state.undoableEdits, { type: "set", epoch } as const]
    : state.undoableEdits;
  return logActivity(
    { ...known, learningRate, epochsPerSecond, changeEpochs, undoableEdits, clock },
    "applied",
    `${changes.join(", ")} at epoch ${epoch}`,
  );
}

/** Of a rewind, the answer comes where that led: from there the run goes its old way again. */
function describeUndo(edit: UndoableEdit | undefined, epoch: number): string {
  return edit?.type === "rewind" && edit.epoch > epoch
    ? `undone: from epoch ${epoch} as before, to ${edit.epoch}`
    : `undone: now at epoch ${epoch}`;
}

/** @param undoableEdits what can be undone from then on. */
function afterRewind(state: RunState, epoch: number, undoableEdits: RunState["undoableEdits"]): RunState {
  const { learningRate } = state;
  const taken = truncateState(state, epoch);
  const known = valueAt(taken.curves.learningRate, epoch) ?? learningRate;
  return { ...taken, isLearningRateTooHigh: false, learningRate: known, undoableEdits };
}

/** What is said of a learning rate holds until it is another. */
function forgetTooFast(state: RunState): RunState {
  return { ...state, isLearningRateTooHigh: false };
}

export function pause(state: RunState, time: number): RunState {
  if (state.phase !== "running") return state;
  return {
    ...state,
    phase: "paused",
    pauseAfter: undefined,
    clock: { ...state.clock, pausedAt: time, paceSamples: [] },
  };
}

/** Also out of a step, which then goes on without end. */
function resume(state: RunState, time: number): RunState {
  if (state.phase !== "paused") return { ...state, pauseAfter: undefined };
  const { clock } = state;
  const pausedMs = clock.pausedMs + (time - (clock.pausedAt ?? time));
  const resumed = { ...clock, pausedAt: undefined, pausedMs, paceSamples: [] };
  return { ...state, phase: "running", pauseAfter: undefined, clock: resumed };
}
