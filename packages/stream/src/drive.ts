/**
 * Gives a trainer time: it trains in slices, so that whoever shares the thread is served in between, and obeys commands
 * between two steps.
 */
import {
  createTrainer,
  hashSnapshot,
  type Engine,
  type Snapshot,
  type TrainingData,
  type TrainingSpec,
} from "@epochal/core";
import { simdEngine } from "@epochal/simd";
import { createBite } from "./bite.ts";
import type { Clock } from "./clock.ts";
import { createCourse, type Journey } from "./course.ts";
import type { Change, Command, EventChunk, FinishReason, Origin } from "./events.ts";
import { createPace } from "./pace.ts";
import { createTeller } from "./tell.ts";
import { isBefore } from "./timeline.ts";
import { whyNot } from "./why-not.ts";

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
  /** The run that it is a state of. */
  readonly parent?: string;
  /** Settings that are set again on the way. */
  readonly ahead?: readonly Change[];
  /** Begins paused. */
  readonly isPaused?: boolean;
  /** Stops after so much time, pauses left out. */
  readonly timeLimitMs: number;
  /** Most time between two snapshots while it trains. */
  readonly snapshotEveryMs: number;
  /** What the snapshots that it tells by itself may take together, in bytes; and as much what it keeps to go back to. */
  readonly snapshotBytes: number;
}

/** A run that begins at a state of another one. */
export interface Branch {
  /** Its id, and its name for people. */
  readonly run: string;
  readonly name: string;
  readonly from: Snapshot;
  /** The run that it is a state of. */
  readonly parent: string;
  /** Its pace, that of the other one now. */
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

/** What became of a run, for who wishes too late. */
const OVER: Record<FinishReason, string> = {
  completed: "completed its epochs",
  early: "stopped early",
  stopped: "been stopped",
  diverged: "diverged",
  discarded: "been discarded",
};

/**
 * Starts a training; its first event comes with the first turn of the event loop, or before the first command.
 *
 * @param branch takes runs that begin at a state of this one; where it is absent, none can.
 * @throws RangeError when spec, data and the state to go on from make no sense together; see `createTrainer`.
 */
export function drive(
  spec: TrainingSpec,
  data: TrainingData,
  options: DriveOptions,
  clock: Clock,
  emit: (chunk: EventChunk) => void,
  branch?: (branch: Branch) => void,
  engine: Engine = simdEngine,
): Driver {
  const trainer = createTrainer(spec, data, { engine });
  if (options.from) trainer.restore(options.from);
  const course = createCourse(trainer, options.snapshotBytes, options.ahead);
  const { timeline } = course;
  const pace = createPace(options.epochsPerSecond);
  const tell = createTeller(trainer, data, clock, emit, {
    isPaced: () => pace.isSet,
    snapshotEveryMs: options.snapshotEveryMs,
    snapshotBytes: options.snapshotBytes,
    onSnapshot: (snapshot) => course.keep(snapshot),
  });
  let state: "new" | "running" | "paused" | "ended" = "new";
  /** Where a `step` command pauses again; and whether the run pauses where its old way ends. */
  let pauseAfter = Infinity;
  let pausesBehindWay = false;
  /** On the way back to another state, and what to do there. No epoch is told meanwhile, and no command obeyed. */
  let journey: { readonly way: Journey; readonly arrive: () => void } | undefined;
  /** The ids of this run, and of those that have branched from it. */
  const ids = new Set([options.run]);
  /** Commands that wait until what is done now has been told. */
  const waiting: Command[] = [];
  let isBusy = false;
  /** When the time that is left began to run, and how much it was; both of no meaning while it is paused. */
  let runningSince = 0;
  let msLeft = options.timeLimitMs;
  const bite = createBite(
    SLICE_MS,
    () => clock.now(),
    () => trainer.epoch,
  );
  let callOff = clock.soon(begin);

  function begin(): void {
    callOff();
    state = "running";
    runningSince = clock.now();
    pace.restart(runningSince, trainer.epoch);
    isBusy = true;
    tell.started(options.run, options.name, spec, originOf(options));
    tell.snapshot();
    isBusy = false;
    // Told as if it were commanded: so all who watch see it.
    if (options.isPaused) waiting.unshift({ type: "pause" });
    obeyWaiting();
    continueLater();
  }

  /** One slice. Whoever is told something may command, so the state is looked at anew after each bite. */
  function turn(): void {
    const start = clock.now();
    isBusy = true;
    if (journey) travel(start);
    else train(start);
    isBusy = false;
    // What somebody wished meanwhile comes too late for a training that is over; a completed one can be given more epochs.
    const reason = trainer.end?.reason;
    if (isRunning() && !journey && (reason === "diverged" || reason === "early")) return finish(reason);
    obeyWaiting();
    if (journey || state === "ended" || !isRunning()) continueLater();
    else if (trainer.end) finish(trainer.end.reason);
    else if (clock.now() - runningSince >= msLeft) timeUp();
    else if (isPauseDue()) pause();
    else continueLater();
  }

  function train(start: number): void {
    const due = pace.due(start, trainer.epoch);
    bite.restart();
    while (isRunning() && waiting.length === 0 && !trainer.end && clock.now() - start < SLICE_MS) {
      const last = pauseAfter < Infinity ? pauseAfter : due;
      const left = Math.min(last - trainer.epoch, tell.epochsUntilDue());
      if (last <= trainer.epoch || isPauseDue()) break;
      const columns = bite.take(left, (epochs) => course.advance(epochs));
      // Epochs before the one that diverged are told before it is.
      if (columns.epoch <= trainer.startEpoch) tell.epochs(columns);
      tell.restarts();
      if (columns.epoch > trainer.startEpoch) tell.epochs(columns);
    }
    if (!trainer.end) tell.snapshotIfDue(clock.now());
    tell.flush();
  }

  /** A slice of the way to another state. */
  function travel(start: number): void {
    bite.restart();
    while (journey && clock.now() - start < SLICE_MS) {
      const { way, arrive } = journey;
      if (!bite.take(Infinity, (epochs) => way.goOn(epochs))) continue;
      journey = undefined;
      arrive();
    }
  }

  function isRunning(): boolean {
    return state === "running";
  }

  function isPauseDue(): boolean {
    if (trainer.epoch >= pauseAfter) return true;
    return pausesBehindWay && (!timeline.until || !isBefore(course.position, timeline.until));
  }

  function continueLater(): void {
    callOff();
    if (journey) callOff = clock.soon(turn);
    if (journey || !isRunning()) return;
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
    pausesBehindWay = false;
    tell.snapshot();
  }

  function goOn(): void {
    if (state === "paused") runningSince = clock.now();
    state = "running";
    pauseAfter = Infinity;
    pausesBehindWay = false;
  }

  function timeUp(): void {
    tell.noticed(`the time is up: stopped after ${options.timeLimitMs / 1000} s of training`);
    finish("stopped");
  }

  /** Whoever hears of the end cannot change it any more; who waits for an answer is given one. */
  function finish(reason: FinishReason): void {
    callOff();
    state = "ended";
    for (const command of waiting.splice(0)) tell.commanded(command, `the run is over: it has ${OVER[reason]}`);
    tell.finished(reason);
    dispose();
  }

  function dispose(): void {
    callOff();
    state = "ended";
    journey = undefined;
    tell.close();
  }

  /** One after another: each when the one before has taken effect. */
  function obeyWaiting(): void {
    if (isBusy) return;
    isBusy = true;
    while (waiting.length > 0 && !journey && state !== "ended") obey(waiting.shift()!);
    isBusy = false;
  }

  function obey(command: Command): void {
    const refused = (reason: string) => tell.commanded(command, reason);
    const reason = whyNot(command, {
      isPaused: state === "paused",
      isOnItsWay: pauseAfter < Infinity || pausesBehindWay,
      isNamed: (name) => timeline.isNamed(name),
      canBranch: branch !== undefined,
    });
    if (reason !== undefined) refused(reason);
    else act(command, refused);
  }

  function act(command: Command, refused: (reason: string) => void): void {
    switch (command.type) {
      case "pause":
        tell.commanded(command);
        pause();
        return;
      case "resume":
        tell.commanded(command);
        goOn();
        pace.restart(clock.now(), trainer.epoch);
        break;
      case "step":
        tell.commanded(command);
        goOn();
        pauseAfter = trainer.epoch + (command.epochs ?? 1);
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
        finish(command.discard === true ? "discarded" : "stopped");
        return;
    }
    continueLater();
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
    if (epochsPerSecond !== undefined) pace.set(epochsPerSecond, clock.now(), trainer.epoch);
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
    const isAtRest = state === "paused" || pauseAfter < Infinity || pausesBehindWay;
    setOut(found, () => {
      tell.isBack();
      tell.commanded(command);
      tell.snapshot();
      pace.restart(clock.now(), trainer.epoch);
      if (!isAtRest) return;
      if (state === "running") pause();
      if (!timeline.until) return;
      goOn();
      pausesBehindWay = true;
    });
  }

  /** A new run, at a state of this one; that is found by another trainer, so that this one stays as it is. */
  function branchOff(command: Command & { type: "branch" }, refused: (reason: string) => void): void {
    const { epoch, checkpoint, run = freshId(), name = options.name } = command;
    if (ids.has(run)) {
      refused(`expected an id that no run has, got "${run}"`);
      return;
    }
    const isHere = epoch === undefined && checkpoint === undefined;
    const other = isHere ? trainer : createTrainer(spec, data, { engine });
    const found = isHere ? { goOn: () => true } : course.visit(command, other);
    if (typeof found === "string") {
      refused(found);
      return;
    }
    setOut(found, () => {
      const from = other.snapshot();
      ids.add(run);
      // First of all it is there: so whoever hears of it finds it.
      branch!({ run, name, from, parent: options.run, epochsPerSecond: pace.rate });
      tell.branched(command, run, from);
    });
  }

  /** Of those that begin within a millisecond, too, each has its own. */
  function freshId(): string {
    let time = clock.now();
    while (ids.has(newId(time))) time += 1;
    return newId(time);
  }

  /** On the way; where it is not far, there at once. */
  function setOut(way: Journey, arrive: () => void): void {
    journey = { way, arrive };
    travel(clock.now());
  }

  return {
    command(command) {
      if (state === "new") begin();
      if (state === "ended") return;
      waiting.push(command);
      obeyWaiting();
    },
    dispose,
  };
}

function originOf({ from, parent, ahead }: DriveOptions): Origin | undefined {
  return (
    from && {
      ...(parent !== undefined && { run: parent }),
      epoch: from.epoch,
      step: from.step,
      hash: hashSnapshot(from),
      ...(ahead && ahead.length > 0 && { ahead }),
    }
  );
}

/** The id of a run that begins now. */
export function newId(now: number): string {
  return `run-${now.toString(36)}`;
}
