/** Applies commands to a run, between two steps, and replies to each with a `commanded` event. */
import type { Trainer } from "@epochal/core";
import type { Clock } from "../clock.ts";
import { trainingSettings, type Command } from "../events/command.ts";
import { REACHED, type RewindableTrainer } from "../rewind/rewindable-trainer.ts";
import type { EventPublisher } from "../runner/publisher.ts";
import type { RateLimiter } from "../runner/rate-limiter.ts";
import { PAUSED, type RunPhase, type SteadyPhase } from "../runner/run-phase.ts";
import { createRunId, type BranchStart, type RunnerOptions } from "../runner/runner-options.ts";
import { rejectionReason } from "./validate-command.ts";

/** The parts of a run that commands act on. */
export interface RunParts {
  readonly trainer: Trainer;
  readonly rewindable: RewindableTrainer;
  readonly limiter: RateLimiter;
  readonly publisher: EventPublisher;
  readonly clock: Clock;
  readonly options: RunnerOptions;
  /** Creates a second trainer of the same training. */
  readonly newTrainer: () => Trainer;
  /** Starts a branched run. Without it, `branch` commands are rejected. */
  readonly onBranch: ((branch: BranchStart) => void) | undefined;
  /** Ids of this run and of its branches. */
  readonly ids: Set<string>;
}

/** Handles a command in a phase, and returns the next phase: the same one if nothing changes. */
export function handleCommand(parts: RunParts, command: Command, phase: SteadyPhase): RunPhase {
  const { trainer, rewindable, limiter, publisher, clock, onBranch } = parts;
  const reason = rejectionReason(command, {
    isPaused: phase.type === "paused",
    willPause: phase.type === "training" && phase.pauseAt !== undefined,
    hasCheckpoint: (name) => rewindable.hasCheckpoint(name),
    canBranch: onBranch !== undefined,
  });
  if (reason !== undefined) return reject(parts, command, reason, phase);
  switch (command.type) {
    case "pause":
      publisher.commanded(command);
      return PAUSED;
    case "resume":
      publisher.commanded(command);
      limiter.restart(clock.monotonic(), trainer.epoch);
      return { type: "training" };
    case "step":
      publisher.commanded(command);
      return { type: "training", pauseAt: trainer.epoch + (command.epochs ?? 1) };
    case "set":
      return applySettings(parts, command, phase);
    case "checkpoint":
      rewindable.checkpoint(command.name);
      publisher.commanded(command);
      publisher.snapshot();
      return phase;
    case "undo":
    case "rewind":
      return rewindOrUndo(parts, command, phase);
    case "branch":
      return branch(parts, command, phase);
    case "stop":
      publisher.commanded(command);
      return { type: "ended", reason: command.discard === true ? "discarded" : "stopped" };
  }
}

function reject({ publisher }: RunParts, command: Command, reason: string, phase: SteadyPhase): SteadyPhase {
  publisher.commanded(command, reason);
  return phase;
}

/** Applies all settings of a command, or none of them. */
function applySettings(parts: RunParts, command: Command & { type: "set" }, phase: SteadyPhase): SteadyPhase {
  const { trainer, rewindable, limiter, publisher, clock } = parts;
  const settings = trainingSettings(command);
  try {
    if (settings) rewindable.set(settings);
  } catch (error) {
    return reject(parts, command, (error as Error).message, phase);
  }
  const { epochsPerSecond } = command;
  if (epochsPerSecond !== undefined) limiter.setRate(epochsPerSecond, clock.monotonic(), trainer.epoch);
  publisher.commanded(command);
  // A run that is resumed from here after a crash keeps the settings.
  if (settings) publisher.snapshot();
  return phase;
}

/** The reply is published when the earlier state is reached: it has its position. */
function rewindOrUndo(parts: RunParts, command: Command & { type: "undo" | "rewind" }, phase: SteadyPhase): RunPhase {
  const { trainer, rewindable, limiter, publisher, clock } = parts;
  publisher.flush();
  const seek = command.type === "undo" ? rewindable.undo() : rewindable.rewind(command);
  if (typeof seek === "string") return reject(parts, command, seek, phase);
  return {
    type: "seeking",
    seek,
    onReached() {
      publisher.rewound();
      publisher.commanded(command);
      publisher.snapshot();
      limiter.restart(clock.monotonic(), trainer.epoch);
      if (phase.type === "training" && phase.pauseAt === undefined) return phase;
      return rewindable.isReplaying ? { type: "training", pauseAt: "replayEnd" } : PAUSED;
    },
  };
}

/** Starts a new run at a state of this one. A second trainer seeks an earlier state, so that this run stays as it is. */
function branch(parts: RunParts, command: Command & { type: "branch" }, phase: SteadyPhase): RunPhase {
  const { trainer, rewindable, limiter, publisher, clock, options, newTrainer, onBranch, ids } = parts;
  const { epoch, checkpoint, name = options.name } = command;
  const id = command.run ?? createRunId(clock.now(), (taken) => ids.has(taken));
  if (ids.has(id)) return reject(parts, command, `expected an id that no run has, got "${id}"`, phase);
  const isHere = epoch === undefined && checkpoint === undefined;
  const source = isHere ? trainer : newTrainer();
  const seek = isHere ? REACHED : rewindable.seekOn(source, command);
  if (typeof seek === "string") return reject(parts, command, seek, phase);
  return {
    type: "seeking",
    seek,
    onReached() {
      const from = source.snapshot();
      ids.add(id);
      // The branch must exist before its event is published, so that subscribers can find it.
      onBranch!({ run: id, name, from, parent: options.run, epochsPerSecond: limiter.epochsPerSecond });
      publisher.branched(command, id, from);
      return phase;
    },
  };
}
