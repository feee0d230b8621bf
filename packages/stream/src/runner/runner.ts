/**
 * Gives a trainer time: it trains in slices, so that whoever shares the thread is served in between, and commands are obeyed
 * between two steps.
 */
import { createTrainer, hashSnapshot, type Engine, type TrainingData, type TrainingSpec } from "@epochal/core";
import { simdEngine } from "@epochal/simd";
import { createWorkSizer } from "./work-sizer.ts";
import type { Clock } from "../clock.ts";
import { createRewindableTrainer, type Seek } from "../rewind/rewindable-trainer.ts";
import type { BranchStart, RunnerOptions, Runner } from "./runner-options.ts";
import type { Command, EventChunk, FinishReason, StartPoint } from "../events/index.ts";
import { createObedience } from "./handle-command.ts";
import { createRateLimiter } from "./rate-limiter.ts";
import { createEventPublisher } from "./publisher.ts";
import { isBefore } from "../rewind/edit-history.ts";

/** How long a slice of training is: short for those who wait, long against the cost of a turn (about 1 %). */
const SLICE_MS = 8;

/** What became of a run, for who wishes too late. */
const END_TEXT: Record<FinishReason, string> = {
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
export function startRunner(
  spec: TrainingSpec,
  data: TrainingData,
  options: RunnerOptions,
  clock: Clock,
  emit: (chunk: EventChunk) => void,
  branch?: (branch: BranchStart) => void,
  engine: Engine = simdEngine,
): Runner {
  const trainer = createTrainer(spec, data, { engine });
  if (options.from) trainer.restore(options.from);
  const course = createRewindableTrainer(trainer, options.snapshotBytes, options.ahead);
  const { timeline } = course;
  const pace = createRateLimiter(options.epochsPerSecond);
  const tell = createEventPublisher(trainer, data, clock, emit, {
    isPaced: () => pace.isLimited,
    snapshotEveryMs: options.snapshotEveryMs,
    snapshotBytes: options.snapshotBytes,
    onSnapshot: (snapshot) => course.cacheSnapshot(snapshot),
  });
  let state: "new" | "running" | "paused" | "ended" = "new";
  /** Where a `step` command pauses again; and whether the run pauses where its old way ends. */
  let pauseAfter = Infinity;
  let pausesBehindWay = false;
  /** On the way back to another state, and what to do there. No epoch is told meanwhile, and no command obeyed. */
  let journey: { readonly way: Seek; readonly arrive: () => void } | undefined;
  /** Commands that wait until what is done now has been told. */
  const waiting: Command[] = [];
  let isBusy = false;
  /** When the time that is left began to run, and how much it was; both of no meaning while it is paused. */
  let runningSince = 0;
  let msLeft = options.timeLimitMs;
  const bite = createWorkSizer(SLICE_MS, () => trainer.epoch);
  const obey = createObedience(
    {
      trainer,
      course,
      pace,
      tell,
      clock,
      options,
      branch,
      createTrainer: () => createTrainer(spec, data, { engine }),
    },
    {
      get isPaused() {
        return state === "paused";
      },
      get isOnItsWay() {
        return pauseAfter < Infinity || pausesBehindWay;
      },
      pause,
      goOn,
      pauseAfter: (epoch) => (pauseAfter = epoch),
      pauseBehindWay: () => (pausesBehindWay = true),
      setOut,
      finish,
      continueLater,
    },
  );
  let callOff = clock.defer(begin);

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
    // What somebody wished meanwhile comes too late for a training that is over, but that nothing be kept of it; a completed
    // one can be given more epochs.
    const reason = trainer.end?.reason;
    if (isRunning() && !journey && (reason === "diverged" || reason === "early")) {
      obeyDiscard();
      return finish(reason);
    }
    obeyWaiting();
    if (journey || state === "ended" || !isRunning()) continueLater();
    else if (trainer.end) finish(trainer.end.reason);
    else if (clock.now() - runningSince >= msLeft) timeUp();
    else if (isPauseDue()) pause();
    else continueLater();
  }

  function train(start: number): void {
    const due = pace.dueEpoch(start, trainer.epoch);
    bite.startSlice(start);
    for (let now = start; now - start < SLICE_MS; bite.measured((now = clock.now()))) {
      if (!isRunning() || waiting.length > 0 || trainer.end) break;
      const last = pauseAfter < Infinity ? pauseAfter : due;
      const left = Math.min(last - trainer.epoch, tell.epochsUntilCheck());
      if (last <= trainer.epoch || isPauseDue()) break;
      const columns = bite.run(left, (epochs, updates) => course.advance(epochs, updates));
      // Epochs before the one that diverged are told before it is.
      if (columns.epoch <= trainer.startEpoch) tell.epochs(columns);
      tell.restarted();
      if (columns.epoch > trainer.startEpoch) tell.epochs(columns);
    }
    if (!trainer.end) tell.snapshotIfDue(clock.now());
    tell.flush();
  }

  /** A slice of the way to another state. */
  function travel(start: number): void {
    bite.startSlice(start);
    for (let now = start; journey && now - start < SLICE_MS; bite.measured((now = clock.now()))) {
      const { way, arrive } = journey;
      if (!bite.run(Infinity, (epochs, updates) => way.advance(epochs, updates))) continue;
      journey = undefined;
      arrive();
    }
  }

  function isRunning(): boolean {
    return state === "running";
  }

  function isPauseDue(): boolean {
    if (trainer.epoch >= pauseAfter) return true;
    return pausesBehindWay && (!timeline.replayEnd || !isBefore(course.position, timeline.replayEnd));
  }

  function continueLater(): void {
    callOff();
    if (journey) callOff = clock.defer(turn);
    if (journey || !isRunning()) return;
    const now = clock.now();
    const untilDue = pauseAfter < Infinity ? 0 : pace.msUntilDue(now, trainer.epoch);
    const wait = Math.min(untilDue, runningSince + msLeft - now);
    callOff = wait > 0 ? clock.schedule(turn, wait) : clock.defer(turn);
  }

  /** Who hears the answer to a command may have ended the run. */
  function pause(): void {
    if (state === "ended") return;
    callOff();
    if (isRunning()) msLeft -= clock.now() - runningSince;
    state = "paused";
    pauseAfter = Infinity;
    pausesBehindWay = false;
    tell.snapshot();
  }

  function goOn(): void {
    if (state === "ended") return;
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
    if (state === "ended") return;
    callOff();
    state = "ended";
    for (const command of waiting.splice(0)) tell.commanded(command, `the run is over: it has ${END_TEXT[reason]}`);
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

  /** Before all else that waits, of which nothing is obeyed then. */
  function obeyDiscard(): void {
    const place = waiting.findIndex((command) => command.type === "stop" && command.discard === true);
    if (place < 0) return;
    waiting.unshift(...waiting.splice(place, 1));
    obeyWaiting();
  }

  /** On the way; where it is not far, there at once. */
  function setOut(way: Seek, arrive: () => void): void {
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

function originOf({ from, parent, ahead }: RunnerOptions): StartPoint | undefined {
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
