/** Plays a recorded run as if it were live: at any rate, forwards and backwards. */
import type { TrainingData } from "@epochal/core";
import { systemClock, type Clock } from "./clock.ts";
import { trainingSettings, type Command } from "./events/command.ts";
import type { EventChunk, SnapshotEvent } from "./events/index.ts";
import { createBroadcast } from "./fan-out/broadcast.ts";
import { readRecording, snapshotAt } from "./recording.ts";
import { createPlaybackCursor } from "./rewind/playback-cursor.ts";
import type { Run } from "./run.ts";
import { boundCommand, refusal } from "./commands/command-size.ts";
import { createRateLimiter } from "./runner/rate-limiter.ts";
import { createRefusalLimit } from "./commands/refusal-limit.ts";
import { rejectionReason } from "./commands/validate-command.ts";

/** How a recorded run is played. Every option has a default. */
export interface ReplayOptions {
  /**
   * The rows that the run was trained on, to recompute the snapshot of any epoch after a `rewind`. Default: the nearest recorded
   * snapshot before it.
   */
  readonly data?: TrainingData;
  /** Epochs per second; 0 means as fast as possible. Default 0. */
  readonly epochsPerSecond?: number;
  /** Epoch to start at. Everything before it that was not rewound is emitted first. Default: the beginning. */
  readonly from?: number;
  /** Default: the system's clock. */
  readonly clock?: Clock;
}

const SLICE_MS = 8;
/** Epochs between two looks at the clock. */
const MAX_EPOCHS_PER_CALL = 1024;

const READ_ONLY_TEXT = "this is a recorded run: its training cannot be changed";

/**
 * Plays a recorded run. `pause`, `resume`, `step` and `set` with `epochsPerSecond` work as in a live run; `rewind` moves to any
 * epoch, forward too; `stop` ends the replay. Commands that would change the training are rejected.
 *
 * @param chunks all chunks of the run from its beginning.
 * @throws RangeError if they do not begin with `started`, or the run has no epoch `from`.
 */
export function replayRun(chunks: readonly EventChunk[], options: ReplayOptions = {}): Run {
  const { data, epochsPerSecond = 0, from, clock = systemClock } = options;
  const [started] = chunks;
  if (started?.type !== "started") {
    const got = started ? `"${started.type}"` : "no events";
    throw new RangeError(`replayRun: expected "started" as the first event, got ${got}`);
  }
  const cursor = createPlaybackCursor(chunks, started.from?.epoch ?? 0);
  const broadcast = createBroadcast();
  const limiter = createRateLimiter(epochsPerSecond);
  const refusals = createRefusalLimit(clock);
  let seq = 0;
  let phase: "playing" | "paused" | "ended" = "playing";
  let pauseAfter = Infinity;
  let cancel = clock.defer(playSlice);

  /** Emits a chunk at the current time, under the next position, unless a subscriber has disposed of the replay. */
  function emit(chunk: EventChunk): void {
    if (phase === "ended") return;
    const { times: _, ...withoutTimes } = { times: undefined, ...chunk };
    const replayed = { ...withoutTimes, seq: seq + 1, time: clock.now() };
    seq += chunk.type === "epochs" ? chunk.loss.length : 1;
    broadcast.next(replayed);
  }

  function playSlice(): void {
    const start = clock.monotonic();
    const { playedEpochs, epoch } = cursor;
    const lastPlayed = Math.min(limiter.dueEpoch(start, playedEpochs), playedEpochs + pauseAfter - epoch);
    while (phase === "playing" && !cursor.isAtEnd && clock.monotonic() - start < SLICE_MS) {
      const count = cursor.isAtEpochs ? Math.min(lastPlayed - cursor.playedEpochs, MAX_EPOCHS_PER_CALL) : 1;
      if (count < 1) break;
      emit(cursor.next(count));
    }
    if (phase !== "playing") return;
    if (cursor.isAtEnd) end();
    else if (cursor.epoch >= pauseAfter) pause();
    else scheduleSlice();
  }

  function scheduleSlice(): void {
    cancel();
    if (phase !== "playing") return;
    const wait = cursor.isAtEpochs ? limiter.msUntilDue(clock.monotonic(), cursor.playedEpochs) : 0;
    cancel = wait > 0 ? clock.schedule(playSlice, wait) : clock.defer(playSlice);
  }

  function pause(): void {
    if (phase === "ended") return;
    phase = "paused";
    pauseAfter = Infinity;
  }

  function end(): void {
    cancel();
    phase = "ended";
    broadcast.complete();
  }

  /**
   * Moves to an epoch, calls `reply`, and emits a snapshot of the epoch.
   * @returns the reason if the run has no such epoch.
   */
  function seek(epoch: number, reply: () => void): string | undefined {
    const between = cursor.seek(epoch);
    if (typeof between === "string") return between;
    for (const chunk of between) emit(chunk);
    reply();
    const played = cursor.playedChunks();
    const snapshot = data ? snapshotAt(readRecording(played), data, epoch) : lastSnapshot(played, epoch);
    if (snapshot) emit({ ...snapshot, type: "snapshot", seq: 0, time: 0 });
    return undefined;
  }

  function publishReply(command: Command, reason?: string): void {
    if (reason !== undefined && !refusals.allow()) return;
    const reply = reason === undefined ? { command, outcome: "applied" as const } : refusal(command, reason);
    emit({ type: "commanded", seq: 0, time: 0, ...reply, epoch: cursor.epoch, step: stepAt(cursor.epoch) });
  }

  /** Updates completed at an epoch, extrapolated from the last snapshot up to it. */
  function stepAt(epoch: number): number {
    const last = lastSnapshot(cursor.playedChunks(), epoch);
    return last && last.epoch > 0 ? Math.round((last.snapshot.step * epoch) / last.epoch) : 0;
  }

  /** Applies a command and replies to it, or returns the reason why it is rejected. */
  function handleCommand(command: Command): string | undefined {
    const willPause = pauseAfter < Infinity;
    const status = { isPaused: phase === "paused", willPause, hasCheckpoint: () => false, canBranch: true };
    const reason = rejectionReason(command, status);
    if (reason !== undefined) return reason;
    switch (command.type) {
      case "pause":
        pause();
        break;
      case "resume":
        phase = "playing";
        pauseAfter = Infinity;
        break;
      case "step":
        phase = "playing";
        pauseAfter = cursor.epoch + (command.epochs ?? 1);
        break;
      case "set":
        if (trainingSettings(command)) return READ_ONLY_TEXT;
        limiter.setRate(command.epochsPerSecond ?? 0, clock.monotonic(), cursor.playedEpochs);
        break;
      case "rewind": {
        if (command.epoch === undefined) return "name an epoch to go to: a replay has no checkpoints";
        const unknown = seek(command.epoch, () => publishReply(command));
        if (unknown === undefined && willPause) pause();
        return unknown;
      }
      case "checkpoint":
      case "undo":
      case "branch":
        return READ_ONLY_TEXT;
      case "stop":
        publishReply(command);
        end();
        return undefined;
    }
    publishReply(command);
    return undefined;
  }

  if (from !== undefined) {
    while (!cursor.isAtEnd) cursor.next(Infinity);
    const reason = seek(from, () => {
      for (const chunk of cursor.playedChunks()) emit(chunk);
    });
    if (reason !== undefined) throw new RangeError(`replayRun: ${reason}`);
  }
  limiter.restart(clock.monotonic(), cursor.playedEpochs);
  return {
    id: started.run,
    name: started.name,
    chunks$: broadcast.chunks$,
    events$: broadcast.events$,
    command(sent) {
      if (phase === "ended") return;
      if (seq === 0) emit(cursor.next(1));
      const command = boundCommand(sent);
      const reason = handleCommand(command);
      if (reason !== undefined) publishReply(command, reason);
      limiter.restart(clock.monotonic(), cursor.playedEpochs);
      scheduleSlice();
    },
    dispose() {
      cancel();
      phase = "ended";
      broadcast.dispose();
    },
  };
}

/** The last snapshot up to an epoch. */
function lastSnapshot(chunks: readonly EventChunk[], epoch: number): SnapshotEvent | undefined {
  return chunks.findLast((chunk) => chunk.type === "snapshot" && chunk.epoch <= epoch) as SnapshotEvent | undefined;
}
