/**
 * Gives a trainer time: it trains in slices, so that whoever shares the thread is served in between, and obeys commands
 * between two steps.
 */
import {
  createTrainer,
  toEpochColumns,
  type Snapshot,
  type TrainingData,
  type Engine,
  type TrainingSpec,
} from "@epochal/core";
import { simdEngine } from "@epochal/simd";
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
  /** The state to go on from. */
  readonly from?: Snapshot;
  /** Stops after so much time, pauses left out. */
  readonly timeLimitMs: number;
  /** Most time between two snapshots while it trains. */
  readonly snapshotEveryMs: number;
}

export interface Driver {
  /** Takes effect before the next step and is answered by a `commanded` event; after the last event, nothing happens. */
  command(command: Command): void;
  /** Ends the training at once, without another event. */
  dispose(): void;
}

/** How long a slice of training is: short for those who wait, long against the cost of a turn (about 1 %). */
const SLICE_MS = 8;
/** Most epochs that are trained before anybody looks at the clock. */
const MOST_AT_ONCE = 1024;

/**
 * Starts a training; its first event comes with the first turn of the event loop, or before the first command.
 *
 * @throws RangeError when spec, data and the state to go on from make no sense together; see `createTrainer`.
 */
export function drive(
  spec: TrainingSpec,
  data: TrainingData,
  options: DriveOptions,
  clock: Clock,
  emit: (chunk: EventChunk) => void,
  engine: Engine = simdEngine,
): Driver {
  const trainer = createTrainer(spec, data, { engine });
  if (options.from) trainer.restore(options.from);
  const pace = createPace(options.epochsPerSecond);
  const tell = createTeller(trainer, data, clock, emit, {
    isPaced: () => pace.isSet,
    snapshotEveryMs: options.snapshotEveryMs,
  });
  let state: "new" | "running" | "paused" | "ended" = "new";
  /** Where a `step` command pauses again. */
  let pauseAfter = Infinity;
  /** When the time that is left began to run, and how much it was; both of no meaning while it is paused. */
  let runningSince = 0;
  let msLeft = options.timeLimitMs;
  /** Whether an epoch takes a small part of a slice; how many are done at once then; when the epoch began that is not quick. */
  let isQuick = false;
  let atOnce = 1;
  let epochBegan: number | undefined;
  let callOff = clock.soon(begin);

  function begin(): void {
    callOff();
    state = "running";
    runningSince = clock.now();
    pace.restart(runningSince, trainer.epoch);
    tell.started(options.run, options.name, options.from);
    tell.snapshot();
    continueLater();
  }

  /** One slice. Whoever is told something may command, so the state is looked at anew after each epoch. */
  function turn(): void {
    const start = clock.now();
    const due = pace.due(start, trainer.epoch);
    const last = () => (pauseAfter < Infinity ? pauseAfter : due);
    let now = start;
    epochBegan = undefined;
    while (isRunning() && !trainer.end && trainer.epoch < last() && now - start < SLICE_MS) {
      const before = now;
      if (isQuick) advance(last() - trainer.epoch);
      else step(before);
      now = clock.now();
      if (isQuick) fitToSlice(now - before);
    }
    if (!trainer.end) tell.snapshotIfDue(now);
    tell.flush();
    if (!isRunning()) return;
    if (trainer.end) finish(trainer.end.reason);
    else if (now - runningSince >= msLeft) timeUp();
    else if (trainer.epoch >= pauseAfter) pause();
    else continueLater();
  }

  /** Whole epochs, where many of them fit into a slice. */
  function advance(most: number): void {
    tell.epochs(trainer.advance(Math.min(atOnce, most, tell.epochsUntilDue())));
    tell.restarts();
  }

  /** A single update, where an epoch may be longer than a slice. */
  function step(now: number): void {
    epochBegan ??= now;
    const record = trainer.step()?.epochRecord;
    tell.restarts();
    if (!record) return;
    tell.epochs(toEpochColumns([record], record.epoch));
    isQuick = clock.now() - epochBegan < SLICE_MS / 4;
    epochBegan = undefined;
  }

  /** As many epochs at once as take a good part of a slice, and so leave it in time. */
  function fitToSlice(ms: number): void {
    if (ms < SLICE_MS / 8) atOnce = Math.min(atOnce * 2, MOST_AT_ONCE);
    else if (ms > SLICE_MS / 2) {
      isQuick = atOnce > 1;
      atOnce = Math.max(1, Math.floor(atOnce / 4));
    }
  }

  function isRunning(): boolean {
    return state === "running";
  }

  function continueLater(): void {
    callOff();
    if (!isRunning()) return;
    const now = clock.now();
    const untilDue = pauseAfter < Infinity ? 0 : pace.wait(now, trainer.epoch);
    const wait = Math.min(untilDue, runningSince + msLeft - now);
    callOff = wait > 0 ? clock.later(turn, wait) : clock.soon(turn);
  }

  function pause(): void {
    callOff();
    if (isRunning()) msLeft -= clock.now() - runningSince;
    state = "paused";
    pauseAfter = Infinity;
    tell.snapshot();
  }

  function goOn(): void {
    if (state === "paused") runningSince = clock.now();
    state = "running";
  }

  function timeUp(): void {
    tell.noticed(`the time is up: stopped after ${options.timeLimitMs / 1000} s of training`);
    finish("stopped");
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
        goOn();
        pauseAfter = Infinity;
        pace.restart(clock.now(), trainer.epoch);
        break;
      case "step":
        goOn();
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
