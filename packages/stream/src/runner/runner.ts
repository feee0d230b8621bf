/** Runs a training on the event loop: in time slices, with commands handled between two steps. */
import { createTrainer, hashSnapshot, type BackendOptions, type TrainingData, type TrainingSpec } from "@epochal/core";
import { simdEngine } from "@epochal/simd";
import type { Clock } from "../clock.ts";
import type { Command, EventChunk, FinishReason, StartPoint } from "../events/index.ts";
import { createRewindableTrainer } from "../rewind/rewindable-trainer.ts";
import { handleCommand, type RunParts } from "../commands/handle-command.ts";
import { createEventPublisher } from "./publisher.ts";
import { createRateLimiter } from "./rate-limiter.ts";
import { PAUSED, type RunPhase, type TrainingPhase } from "./run-phase.ts";
import type { BranchStart, Runner, RunnerOptions } from "./runner-options.ts";
import { createTimeLimit, type TimeLimit } from "./time-limit.ts";
import { createTimeSlice, type TimeSlice } from "./time-slice.ts";

/** Further commands are ignored, until some of these are handled. */
const MAX_WAITING_COMMANDS = 1000;

/** How a run has ended, as the reason for rejecting commands that were still waiting. */
const END_TEXT: Record<FinishReason, string> = {
  completed: "completed its epochs",
  early: "stopped early",
  stopped: "been stopped",
  diverged: "diverged",
  discarded: "been discarded",
};

/** A run between two turns of the event loop. */
interface RunLoop {
  readonly spec: TrainingSpec;
  readonly parts: RunParts;
  readonly slice: TimeSlice;
  readonly timeLimit: TimeLimit;
  /** Commands that wait for the current step, command or event. */
  readonly queue: Command[];
  phase: RunPhase;
  /** Whether a step, a command or an event is in progress: it may call back. */
  isBusy: boolean;
  /** The command of `stopWithNotice`, and its notice. */
  stop?: { readonly command: Command; readonly notice: string };
  /** Cancels the next turn. */
  cancel: () => void;
}

/**
 * Starts a training. Its first event comes with the next turn of the event loop, or before the first command is handled.
 *
 * @param emit receives the events. It may call `command` and `dispose`.
 * @param onBranch starts branched runs. Without it, `branch` commands are rejected.
 * @throws RangeError if spec, data and snapshot do not fit together; see `createTrainer`.
 */
export function startRunner(
  spec: TrainingSpec,
  data: TrainingData,
  options: RunnerOptions,
  clock: Clock,
  emit: (chunk: EventChunk) => void,
  onBranch?: (branch: BranchStart) => void,
  backend: BackendOptions = { engine: simdEngine },
): Runner {
  const newTrainer = () => createTrainer(spec, data, backend);
  const trainer = newTrainer();
  if (options.from) trainer.restore(options.from);
  const rewindable = createRewindableTrainer(trainer, options.snapshotBytes, options.ahead);
  const limiter = createRateLimiter(options.epochsPerSecond, options.slowStart);
  const publisher = createEventPublisher(trainer, data, clock, emit, {
    isRateLimited: () => limiter.isLimited,
    snapshotEveryMs: options.snapshotEveryMs,
    snapshotBytes: options.snapshotBytes,
    onSnapshot: (snapshot) => rewindable.cacheSnapshot(snapshot),
  });
  const ids = new Set([options.run]);
  const parts = { trainer, rewindable, limiter, publisher, clock, options, newTrainer, onBranch, ids };
  const loop: RunLoop = {
    spec,
    parts,
    slice: createTimeSlice(trainer, rewindable, publisher, clock),
    timeLimit: createTimeLimit(options.timeLimitMs),
    queue: [],
    phase: { type: "starting" },
    isBusy: false,
    cancel: clock.defer(() => start(loop)),
  };
  return {
    command(command) {
      startIfWaiting(loop);
      if (isEnded(loop) || loop.queue.length >= MAX_WAITING_COMMANDS) return;
      loop.queue.push(command);
      handleWaiting(loop);
    },
    stopWithNotice(notice) {
      startIfWaiting(loop);
      if (isEnded(loop) || loop.stop) return;
      loop.stop = { command: { type: "stop" }, notice };
      // Before the commands that wait.
      loop.queue.unshift(loop.stop.command);
      handleWaiting(loop);
    },
    dispose() {
      loop.cancel();
      loop.phase = { type: "ended" };
      publisher.close();
    },
  };
}

function startIfWaiting(loop: RunLoop): void {
  if (loop.phase.type !== "starting") return;
  loop.cancel();
  start(loop);
}

function start(loop: RunLoop): void {
  const { limiter, clock, trainer, publisher, options } = loop.parts;
  loop.isBusy = true;
  enter(loop, { type: "training" });
  limiter.restart(clock.monotonic(), trainer.epoch);
  publisher.started(options.run, options.name, loop.spec, startPoint(options));
  publisher.snapshot();
  loop.isBusy = false;
  // As a command, so that subscribers see the pause.
  if (options.isPaused) loop.queue.unshift({ type: "pause" });
  handleWaiting(loop);
}

function startPoint({ from, parent, ahead }: RunnerOptions): StartPoint | undefined {
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

/** Trains or seeks for a few milliseconds, then handles the commands that came meanwhile. */
function runSlice(loop: RunLoop): void {
  const { clock, trainer } = loop.parts;
  const now = clock.monotonic();
  loop.timeLimit.startSlice(now);
  loop.isBusy = true;
  if (loop.phase.type === "seeking") seek(loop, now);
  else if (loop.phase.type === "training") train(loop, now, loop.phase);
  loop.isBusy = false;
  const reason = trainer.end?.reason;
  // Waiting commands come too late, except a discard. A completed training can still be given more epochs.
  if (loop.phase.type === "training" && (reason === "diverged" || reason === "early")) {
    handleDiscard(loop);
    enter(loop, { type: "ended", reason });
  }
  handleWaiting(loop);
  if (loop.phase.type === "training") endOrPauseIfDue(loop, loop.phase);
  scheduleSlice(loop);
}

function train(loop: RunLoop, now: number, training: TrainingPhase): void {
  const { limiter, trainer } = loop.parts;
  const dueEpoch = limiter.dueEpoch(now, trainer.epoch);
  const lastEpoch = typeof training.pauseAt === "number" ? training.pauseAt : dueEpoch;
  const isInterrupted = () => isEnded(loop) || loop.queue.length > 0 || isPauseDue(loop, training);
  loop.slice.train(now, lastEpoch, isInterrupted);
}

function isPauseDue({ parts }: RunLoop, { pauseAt = Infinity }: TrainingPhase): boolean {
  return pauseAt === "replayEnd" ? !parts.rewindable.isReplaying : parts.trainer.epoch >= pauseAt;
}

function seek(loop: RunLoop, now: number): void {
  const { phase, slice } = loop;
  if (phase.type === "seeking" && slice.seek(now, phase.seek)) enter(loop, phase.onReached());
}

function endOrPauseIfDue(loop: RunLoop, training: TrainingPhase): void {
  const { timeLimit, parts } = loop;
  const { trainer, clock, publisher, options } = parts;
  if (trainer.end) {
    enter(loop, { type: "ended", reason: trainer.end.reason });
    return;
  }
  const now = clock.monotonic();
  timeLimit.endSlice(now);
  if (timeLimit.msLeft(now) <= 0) {
    publisher.noticed(`the time is up: stopped after ${options.timeLimitMs / 1000} s of training`);
    enter(loop, { type: "ended", reason: "stopped" });
  } else if (isPauseDue(loop, training)) enter(loop, PAUSED);
}

/** Moves to the next phase, unless a subscriber has disposed of the run. */
function enter(loop: RunLoop, next: RunPhase): void {
  const { clock, publisher } = loop.parts;
  if (isEnded(loop) || next === loop.phase) return;
  loop.phase = next;
  if (next.type === "training") loop.timeLimit.start(clock.monotonic());
  else if (next.type === "seeking") seek(loop, clock.monotonic());
  else if (next.type === "paused") {
    loop.timeLimit.stop(clock.monotonic());
    publisher.snapshot();
  } else if (next.type === "ended" && next.reason !== undefined) finish(loop, next.reason);
}

function finish({ parts, queue, cancel }: RunLoop, reason: FinishReason): void {
  cancel();
  const text = `the run is over: it has ${END_TEXT[reason]}`;
  for (const command of queue.splice(0)) parts.publisher.commanded(command, text);
  parts.publisher.finished(reason);
  parts.publisher.close();
}

/** Handles waiting commands one by one, until one must wait for a seek; none while the run is busy, which handles them soon. */
function handleWaiting(loop: RunLoop): void {
  if (loop.isBusy) return;
  loop.isBusy = true;
  while (loop.queue.length > 0 && (loop.phase.type === "training" || loop.phase.type === "paused")) {
    const command = loop.queue.shift()!;
    if (command === loop.stop?.command) loop.parts.publisher.noticed(loop.stop.notice);
    enter(loop, handleCommand(loop.parts, command, loop.phase));
  }
  loop.isBusy = false;
  scheduleSlice(loop);
}

/** Handles a waiting `stop` with `discard` before all other commands. */
function handleDiscard(loop: RunLoop): void {
  const { queue } = loop;
  const index = queue.findIndex((command) => command.type === "stop" && command.discard === true);
  if (index < 0) return;
  queue.unshift(...queue.splice(index, 1));
  handleWaiting(loop);
}

function scheduleSlice(loop: RunLoop): void {
  const { phase, timeLimit, parts } = loop;
  const { clock, limiter, trainer } = parts;
  loop.cancel();
  if (phase.type === "seeking") loop.cancel = clock.defer(() => runSlice(loop));
  if (phase.type !== "training") return;
  const now = clock.monotonic();
  const msUntilDue = typeof phase.pauseAt === "number" ? 0 : limiter.msUntilDue(now, trainer.epoch);
  const wait = timeLimit.wait(now, msUntilDue);
  loop.cancel = wait > 0 ? clock.schedule(() => runSlice(loop), wait) : clock.defer(() => runSlice(loop));
}

function isEnded({ phase }: RunLoop): boolean {
  return phase.type === "ended";
}
