/** Runs a training on the event loop: in time slices, with commands handled between two steps. */
import { createTrainer, hashSnapshot, type Engine, type TrainingData, type TrainingSpec } from "@epochal/core";
import { simdEngine } from "@epochal/simd";
import type { Clock } from "../clock.ts";
import type { Command, EventChunk, FinishReason, StartPoint } from "../events/index.ts";
import { createRewindableTrainer } from "../rewind/rewindable-trainer.ts";
import { boundCommand } from "../commands/command-size.ts";
import { createCommandHandler } from "../commands/handle-command.ts";
import { createEventPublisher } from "./publisher.ts";
import { createRateLimiter } from "./rate-limiter.ts";
import { PAUSED, type RunPhase, type TrainingPhase } from "./run-phase.ts";
import type { BranchStart, Runner, RunnerOptions } from "./runner-options.ts";
import { createTimeLimit } from "./time-limit.ts";
import { createTimeSlice } from "./time-slice.ts";

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
  engine: Engine = simdEngine,
): Runner {
  const newTrainer = () => createTrainer(spec, data, { engine });
  const trainer = newTrainer();
  if (options.from) trainer.restore(options.from);
  const rewindable = createRewindableTrainer(trainer, options.snapshotBytes, options.ahead);
  const limiter = createRateLimiter(options.epochsPerSecond);
  const timeLimit = createTimeLimit(options.timeLimitMs);
  const publisher = createEventPublisher(trainer, data, clock, emit, {
    isRateLimited: () => limiter.isLimited,
    snapshotEveryMs: options.snapshotEveryMs,
    snapshotBytes: options.snapshotBytes,
    onSnapshot: (snapshot) => rewindable.cacheSnapshot(snapshot),
  });
  const slice = createTimeSlice(trainer, rewindable, publisher, clock);
  const parts = { trainer, rewindable, limiter, publisher, clock, options, newTrainer, onBranch };
  const handleCommand = createCommandHandler(parts);

  let phase: RunPhase = { type: "starting" };
  /** Commands that wait for the current step, command or event. */
  const queue: Command[] = [];
  /** The command of `stopWithNotice`, and its notice. */
  let stop: { readonly command: Command; readonly notice: string } | undefined;
  let isBusy = false;
  let cancel = clock.defer(start);

  function start(): void {
    isBusy = true;
    enter({ type: "training" });
    limiter.restart(clock.monotonic(), trainer.epoch);
    publisher.started(options.run, options.name, spec, startPoint(options));
    publisher.snapshot();
    isBusy = false;
    // As a command, so that subscribers see the pause.
    if (options.isPaused) queue.unshift({ type: "pause" });
    handleQueue();
    scheduleSlice();
  }

  function runSlice(): void {
    const now = clock.monotonic();
    timeLimit.startSlice(now);
    isBusy = true;
    if (phase.type === "seeking") seek(now);
    else if (phase.type === "training") train(now, phase);
    isBusy = false;
    const reason = trainer.end?.reason;
    // Waiting commands come too late, except a discard. A completed training can still be given more epochs.
    if (phase.type === "training" && (reason === "diverged" || reason === "early")) {
      handleDiscard();
      enter({ type: "ended", reason });
    }
    handleQueue();
    if (phase.type === "training") endOrPauseIfDue(phase);
    scheduleSlice();
  }

  function train(now: number, training: TrainingPhase): void {
    const dueEpoch = limiter.dueEpoch(now, trainer.epoch);
    const lastEpoch = typeof training.pauseAt === "number" ? training.pauseAt : dueEpoch;
    slice.train(now, lastEpoch, () => isEnded() || queue.length > 0 || isPauseDue(training));
  }

  function isPauseDue({ pauseAt = Infinity }: TrainingPhase): boolean {
    return pauseAt === "replayEnd" ? !rewindable.isReplaying : trainer.epoch >= pauseAt;
  }

  function seek(now: number): void {
    if (phase.type === "seeking" && slice.seek(now, phase.seek)) enter(phase.onReached());
  }

  function endOrPauseIfDue(training: TrainingPhase): void {
    if (trainer.end) {
      enter({ type: "ended", reason: trainer.end.reason });
      return;
    }
    const now = clock.monotonic();
    timeLimit.endSlice(now);
    if (timeLimit.msLeft(now) <= 0) {
      publisher.noticed(`the time is up: stopped after ${options.timeLimitMs / 1000} s of training`);
      enter({ type: "ended", reason: "stopped" });
    } else if (isPauseDue(training)) enter(PAUSED);
  }

  /** Moves to the next phase, unless a subscriber has disposed of the run. */
  function enter(next: RunPhase): void {
    if (isEnded() || next === phase) return;
    phase = next;
    if (next.type === "training") timeLimit.start(clock.monotonic());
    else if (next.type === "seeking") seek(clock.monotonic());
    else if (next.type === "paused") {
      timeLimit.stop(clock.monotonic());
      publisher.snapshot();
    } else if (next.type === "ended" && next.reason !== undefined) finish(next.reason);
  }

  function finish(reason: FinishReason): void {
    cancel();
    const text = `the run is over: it has ${END_TEXT[reason]}`;
    for (const command of queue.splice(0)) publisher.commanded(command, text);
    publisher.finished(reason);
    publisher.close();
  }

  /** Handles waiting commands one by one, until one must wait for a seek. */
  function handleQueue(): void {
    if (isBusy) return;
    isBusy = true;
    while (queue.length > 0 && (phase.type === "training" || phase.type === "paused")) {
      const command = queue.shift()!;
      if (command === stop?.command) publisher.noticed(stop.notice);
      enter(handleCommand(command, phase));
    }
    isBusy = false;
  }

  /** Handles a waiting `stop` with `discard` before all other commands. */
  function handleDiscard(): void {
    const index = queue.findIndex((command) => command.type === "stop" && command.discard === true);
    if (index < 0) return;
    queue.unshift(...queue.splice(index, 1));
    handleQueue();
  }

  function scheduleSlice(): void {
    cancel();
    if (phase.type === "seeking") cancel = clock.defer(runSlice);
    if (phase.type !== "training") return;
    const now = clock.monotonic();
    const msUntilDue = typeof phase.pauseAt === "number" ? 0 : limiter.msUntilDue(now, trainer.epoch);
    const wait = timeLimit.wait(now, msUntilDue);
    cancel = wait > 0 ? clock.schedule(runSlice, wait) : clock.defer(runSlice);
  }

  function isEnded(): boolean {
    return phase.type === "ended";
  }

  function startIfWaiting(): void {
    if (phase.type !== "starting") return;
    cancel();
    start();
  }

  function handleSoon(): void {
    if (isBusy) return;
    handleQueue();
    scheduleSlice();
  }

  return {
    command(command) {
      startIfWaiting();
      if (isEnded() || queue.length >= MAX_WAITING_COMMANDS) return;
      queue.push(boundCommand(command));
      handleSoon();
    },
    stopWithNotice(text) {
      startIfWaiting();
      if (isEnded() || stop) return;
      stop = { command: { type: "stop" }, notice: text };
      // Before the commands that wait.
      queue.unshift(stop.command);
      handleSoon();
    },
    dispose() {
      cancel();
      phase = { type: "ended" };
      publisher.close();
    },
  };
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
