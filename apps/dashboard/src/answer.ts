/** What the answers to commands change. */
import type { Command, CommandedEvent } from "@epochal/stream/events";
import { formatLearningRate, formatNumber } from "./format.ts";
import { KEPT, tell } from "./news.ts";
import type { Deed, RunState } from "./run-state.ts";
import { valueAt } from "./series.ts";
import { takeBack } from "./take-back.ts";

/** The state after the answer to a command. */
export function answer(state: RunState, event: CommandedEvent): RunState {
  const { command, outcome, reason, epoch, time } = event;
  if (outcome === "refused") return tell(state, "refused", `${command.type}: ${reason ?? "no reason given"}`);
  switch (command.type) {
    case "pause":
      return tell(pause(state, time), "applied", `paused at epoch ${epoch}`);
    case "resume":
      return tell(resume(state, time), "applied", `resumed at epoch ${epoch}`);
    case "step": {
      const epochs = command.epochs ?? 1;
      return tell(
        { ...resume(state, time), pauseAfter: epoch + epochs },
        "applied",
        `${epochs === 1 ? "one epoch" : `${epochs} epochs`} from epoch ${epoch}`,
      );
    }
    case "set":
      return set(state, command, epoch);
    case "checkpoint":
      return tell(state, "applied", `checkpoint “${command.name}” at epoch ${epoch}`);
    case "undo":
      return tell(wentBack(state, epoch, state.deeds.slice(0, -1)), "applied", undone(state.deeds.at(-1), epoch));
    case "rewind":
      return tell(
        wentBack(state, epoch, [...state.deeds, { type: "rewind", epoch: state.epoch }]),
        "applied",
        `rewound to epoch ${epoch}`,
      );
    case "branch":
      return tell(state, "applied", `branched at epoch ${epoch}${event.branch ? `: run ${event.branch}` : ""}`);
    case "stop":
      return tell(state, "applied", `stopped at epoch ${epoch}${command.discard ? ", discarded" : ""}`);
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
  const isMark = settings.learningRate !== undefined || Object.keys(others).length > 0;
  const marks = isMark ? [...state.marks.slice(1 - KEPT), epoch] : state.marks;
  const known = settings.learningRate === undefined ? state : forgetTooFast(state);
  const clock = { ...state.clock, moments: [] };
  const deeds = isMark ? [...state.deeds, { type: "set", epoch } as const] : state.deeds;
  return tell(
    { ...known, learningRate, epochsPerSecond, marks, deeds, clock },
    "applied",
    `${changes.join(", ")} at epoch ${epoch}`,
  );
}

/** Of a rewind, the answer comes where that led: from there the run goes its old way again. */
function undone(deed: Deed | undefined, epoch: number): string {
  return deed?.type === "rewind" && deed.epoch > epoch
    ? `undone: from epoch ${epoch} as before, to ${deed.epoch}`
    : `undone: now at epoch ${epoch}`;
}

/** @param deeds what can be undone from then on. */
function wentBack(state: RunState, epoch: number, deeds: RunState["deeds"]): RunState {
  const { learningRate } = state;
  const taken = takeBack(state, epoch);
  const known = valueAt(taken.curves.learningRate, epoch) ?? learningRate;
  return { ...taken, isTooFast: false, learningRate: known, deeds };
}

/** What is said of a learning rate holds until it is another. */
function forgetTooFast(state: RunState): RunState {
  return { ...state, isTooFast: false };
}

export function pause(state: RunState, time: number): RunState {
  if (state.phase !== "running") return state;
  return { ...state, phase: "paused", pauseAfter: undefined, clock: { ...state.clock, pausedAt: time, moments: [] } };
}

/** Also out of a step, which then goes on without end. */
function resume(state: RunState, time: number): RunState {
  if (state.phase !== "paused") return { ...state, pauseAfter: undefined };
  const { clock } = state;
  const pausedMs = clock.pausedMs + (time - (clock.pausedAt ?? time));
  const resumed = { ...clock, pausedAt: undefined, pausedMs, moments: [] };
  return { ...state, phase: "running", pauseAfter: undefined, clock: resumed };
}
