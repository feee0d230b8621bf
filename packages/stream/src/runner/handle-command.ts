/** What commands do to a run, between two steps; each is answered. */
import type { Trainer } from "@epochal/core";
import type { Clock } from "../clock.ts";
import type { RewindableTrainer, Seek } from "../rewind/rewindable-trainer.ts";
import { createRunId, type BranchStart, type RunnerOptions } from "./runner-options.ts";
import type { Command, FinishReason } from "../events/index.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import type { EventPublisher } from "./publisher.ts";
import { rejectionReason } from "./validate-command.ts";

/** The run as commands see it: it takes turns, until something here stops it or sends it elsewhere. */
export interface Steered {
  readonly isPaused: boolean;
  /** Whether it will pause by itself. */
  readonly isOnItsWay: boolean;
  pause(): void;
  /** Trains, without a place to pause at. */
  goOn(): void;
  /** Pauses when so many epochs are completed. */
  pauseAfter(epoch: number): void;
  /** Pauses where its old way ends. */
  pauseBehindWay(): void;
  /** Goes another way first; then `arrive`. */
  setOut(way: Seek, arrive: () => void): void;
  finish(reason: FinishReason): void;
  /** Has its next turn when it is time. */
  continueLater(): void;
}

/** What a run is made of. */
export interface Parts {
  readonly trainer: Trainer;
  readonly course: RewindableTrainer;
  readonly pace: RateLimiter;
  readonly tell: EventPublisher;
  readonly clock: Clock;
  /** Another trainer of the same training. */
  readonly createTrainer: () => Trainer;
  readonly options: RunnerOptions;
  /** Takes runs that begin at a state of this one; undefined where nobody does. */
  readonly branch: ((branch: BranchStart) => void) | undefined;
}

/** Obeys one command after another, or refuses it and says why. */
export function createObedience(parts: Parts, run: Steered): (command: Command) => void {
  const { trainer, course, pace, tell, clock, options, branch } = parts;
  const { timeline } = course;
  /** The ids of this run, and of those that have branched from it. */
  const ids = new Set([options.run]);

  function act(command: Command, refused: (reason: string) => void): void {
    switch (command.type) {
      case "pause":
        tell.commanded(command);
        run.pause();
        return;
      case "resume":
        tell.commanded(command);
        run.goOn();
        pace.restart(clock.now(), trainer.epoch);
        break;
      case "step":
        tell.commanded(command);
        run.goOn();
        run.pauseAfter(trainer.epoch + (command.epochs ?? 1));
        break;
      case "set":
        change(command, refused);
        break;
      case "checkpoint":
        timeline.checkpoint(course.position, command.name);
        tell.commanded(command);
        tell.snapshot();
        break;
      case "undo":
      case "rewind":
        goBack(command, refused);
        break;
      case "branch":
        branchOff(command, refused);
        break;
      case "stop":
        tell.commanded(command);
        run.finish(command.discard === true ? "discarded" : "stopped");
        return;
    }
    run.continueLater();
  }

  /** Sets all that is named, or nothing and says why. */
  function change(command: Command & { type: "set" }, refused: (reason: string) => void): void {
    const { type: _, epochsPerSecond, ...settings } = command;
    const isOfTraining = Object.keys(settings).length > 0;
    if (epochsPerSecond === undefined && !isOfTraining) {
      refused("expected something to set, such as learningRate or epochsPerSecond");
      return;
    }
    if (epochsPerSecond !== undefined && !(Number.isFinite(epochsPerSecond) && epochsPerSecond >= 0)) {
      refused(`expected epochsPerSecond to be a number ≥ 0, got ${epochsPerSecond}`);
      return;
    }
    try {
      if (isOfTraining) course.set(settings);
    } catch (error) {
      refused((error as Error).message);
      return;
    }
    if (epochsPerSecond !== undefined) pace.setRate(epochsPerSecond, clock.now(), trainer.epoch);
    tell.commanded(command);
    // Whoever goes on from what was told of this run goes on with these settings.
    if (isOfTraining) tell.snapshot();
  }

  /** The answer comes when it is there: it says where. */
  function goBack(command: Command & { type: "undo" | "rewind" }, refused: (reason: string) => void): void {
    tell.flush();
    const found = command.type === "undo" ? course.undo() : course.rewind(command);
    if (typeof found === "string") {
      refused(found);
      return;
    }
    const isAtRest = run.isPaused || run.isOnItsWay;
    run.setOut(found, () => {
      tell.rewound();
      tell.commanded(command);
      tell.snapshot();
      pace.restart(clock.now(), trainer.epoch);
      if (!isAtRest) return;
      if (!run.isPaused) run.pause();
      if (!timeline.replayEnd) return;
      run.goOn();
      run.pauseBehindWay();
    });
  }

  /** A new run, at a state of this one; that is found by another trainer, so that this one stays as it is. */
  function branchOff(command: Command & { type: "branch" }, refused: (reason: string) => void): void {
    const {
      epoch,
      checkpoint,
      run: id = createRunId(clock.now(), (taken) => ids.has(taken)),
      name = options.name,
    } = command;
    if (ids.has(id)) {
      refused(`expected an id that no run has, got "${id}"`);
      return;
    }
    const isHere = epoch === undefined && checkpoint === undefined;
    const other = isHere ? trainer : parts.createTrainer();
    const found = isHere ? { advance: () => true } : course.seekOn(command, other);
    if (typeof found === "string") {
      refused(found);
      return;
    }
    run.setOut(found, () => {
      const from = other.snapshot();
      ids.add(id);
      // First of all it is there: so whoever hears of it finds it.
      branch!({ run: id, name, from, parent: options.run, epochsPerSecond: pace.epochsPerSecond });
      tell.branched(command, id, from);
    });
  }

  return (command) => {
    const refused = (reason: string) => tell.commanded(command, reason);
    const { isPaused, isOnItsWay } = run;
    const isNamed = (name: string) => timeline.hasCheckpoint(name);
    const reason = rejectionReason(command, {
      isPaused,
      willPause: isOnItsWay,
      hasCheckpoint: isNamed,
      canBranch: branch !== undefined,
    });
    if (reason !== undefined) refused(reason);
    else act(command, refused);
  };
}
