/**
 * Gives a trainer time: it trains in slices, so that whoever shares the thread is served in between, and obeys commands
 * between two steps.
 */
import { createTrainer, type TrainingData, type TrainingSpec } from "@epochal/core";
import type { Clock } from "./clock.ts";
import type { Command, EventChunk, FinishReason } from "./events.ts";
import { createPace } from "./pace.ts";
import { createTeller } from "./tell.ts";

/** Options of a run that are plain data: they cross into a worker. */
export interface DriveOptions {
  /** The run's id. */
  readonly run: string;
  /** Its name for people. */
  readonly name: string;
  /** How many epochs to train in a second, for people to watch; 0 means as fast as it goes. */
  readonly epochsPerSecond: number;
}

export interface Driver {
  /** Takes effect before the next step and is answered by a `commanded` event; after the last event, nothing happens. */
  command(command: Command): void;
  /** Ends the training at once, without another event. */
  dispose(): void;
}

/** How long a slice of training is: short for those who wait, long against the cost of a turn (about 1 %). */
const SLICE_MS = 8;

/**
 * Starts a training; its first event comes with the first turn of the event loop, or before the first command.
 *
 * @throws RangeError when spec and data make no sense together; see `createTrainer`.
 */
export function drive(
  spec: TrainingSpec,
  data: TrainingData,
  options: DriveOptions,
  clock: Clock,
  emit: (chunk: EventChunk) => void,
): Driver {
  const trainer = createTrainer(spec, data);
  const pace = createPace(options.epochsPerSecond);
  const tell = createTeller(trainer, data, clock, emit, { isPaced: () => pace.isSet });
  let state: "new" | "running" | "paused" | "ended" = "new";
  /** Where a `step` command pauses again. */
  let pauseAfter = Infinity;
  let callOff = clock.soon(begin);

  function begin(): void {
    callOff();
    state = "running";
    pace.restart(clock.now(), 0);
    tell.started(options.run, options.name);
    tell.snapshot();
    continueLater();
  }

  /** One slice. Whoever is told something may command, so the state is looked at anew after each epoch. */
  function turn(): void {
    const start = clock.now();
    const due = pace.due(start, trainer.epoch);
    const isDue = () => trainer.epoch < (pauseAfter < Infinity ? pauseAfter : due);
    let now = start;
    while (isRunning() && !trainer.end && isDue() && now - start < SLICE_MS) {
      const record = trainer.step()?.epochRecord;
      if (record) tell.epoch(record);
      now = clock.now();
    }
    tell.flush();
    if (!isRunning()) return;
    if (trainer.end) finish(trainer.end.reason);
    else if (trainer.epoch >= pauseAfter) pause();
    else continueLater();
  }

  function isRunning(): boolean {
    return state === "running";
  }

  function continueLater(): void {
    callOff();
    if (!isRunning()) return;
    const wait = pauseAfter < Infinity ? 0 : pace.wait(clock.now(), trainer.epoch);
    callOff = wait > 0 ? clock.later(turn, wait) : clock.soon(turn);
  }

  function pause(): void {
    callOff();
    state = "paused";
    pauseAfter = Infinity;
    tell.snapshot();
  }

  function finish(reason: FinishReason): void {
    tell.finished(reason);
    dispose();
  }

  function dispose(): void {
    callOff();
    state = "ended";
    tell.close();
  }

  /** Why a command makes no sense now; undefined for one that is obeyed. Settings are set here: only who takes them knows. */
  function refusal(command: Command): string | undefined {
    switch (command.type) {
      case "pause":
        return state === "paused" ? "the run is paused already" : undefined;
      case "resume":
        return isRunning() && pauseAfter === Infinity ? "the run is not paused" : undefined;
      case "step": {
        const { epochs = 1 } = command;
        const isCount = Number.isInteger(epochs) && epochs >= 1;
        return isCount ? undefined : `expected epochs to be an integer ≥ 1, got ${epochs}`;
      }
      case "set":
        return change(command);
      case "stop":
        return undefined;
      default:
        return `expected a command of type pause, resume, step, set or stop, got "${String((command as Command).type)}"`;
    }
  }

  /** Sets all that is named, or nothing and says why. */
  function change({ type: _, epochsPerSecond, ...settings }: Command & { type: "set" }): string | undefined {
    if (epochsPerSecond === undefined && Object.keys(settings).length === 0) {
      return "expected something to set: learningRate or epochsPerSecond";
    }
    if (epochsPerSecond !== undefined && !(epochsPerSecond >= 0 && epochsPerSecond < Infinity)) {
      return `expected epochsPerSecond to be a number ≥ 0, got ${epochsPerSecond}`;
    }
    try {
      trainer.set(settings);
    } catch (error) {
      return (error as Error).message;
    }
    if (epochsPerSecond !== undefined) pace.set(epochsPerSecond, clock.now(), trainer.epoch);
    return undefined;
  }

  /** After the answer has been told. */
  function obey(command: Command): void {
    switch (command.type) {
      case "pause":
        pause();
        return;
      case "resume":
        state = "running";
        pauseAfter = Infinity;
        pace.restart(clock.now(), trainer.epoch);
        break;
      case "step":
        state = "running";
        pauseAfter = trainer.epoch + (command.epochs ?? 1);
        break;
      case "stop":
        finish("stopped");
        return;
      case "set":
    }
    continueLater();
  }

  return {
    command(command) {
      if (state === "new") begin();
      if (state === "ended") return;
      const reason = refusal(command);
      tell.commanded(command, reason);
      if (reason === undefined) obey(command);
    },
    dispose,
  };
}
