/** Plays a recorded run as if it were live: at any rate, forwards and backwards. */
import type { TrainingData } from "@epochal/core";
import { systemClock, type Clock } from "./clock.ts";
import { trainingSettings, type Command } from "./events/command.ts";
import type { EventChunk, SnapshotEvent } from "./events/index.ts";
import { createBroadcast, type Broadcast } from "./fan-out/broadcast.ts";
import { readRecording, snapshotAt } from "./recording.ts";
import { createPlaybackCursor, type PlaybackCursor } from "./rewind/playback-cursor.ts";
import type { Run } from "./run.ts";
import { boundCommand, refusal } from "./commands/command-size.ts";
import { createRateLimiter, type RateLimiter } from "./runner/rate-limiter.ts";
import { createRefusalLimit, type RefusalLimit } from "./commands/refusal-limit.ts";
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

/** A recorded run that is played. */
interface Replay {
  readonly data: TrainingData | undefined;
  readonly clock: Clock;
  readonly cursor: PlaybackCursor;
  readonly broadcast: Broadcast;
  readonly limiter: RateLimiter;
  readonly refusals: RefusalLimit;
  /** The position of the last event that was emitted. */
  seq: number;
  phase: "playing" | "paused" | "ended";
  /** The epoch after which it pauses; Infinity if it does not. */
  pauseAfter: number;
  /** Cancels the next slice. */
  cancel: () => void;
}

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
  const replay: Replay = {
    data,
    clock,
    cursor,
    broadcast,
    limiter: createRateLimiter(epochsPerSecond),
    refusals: createRefusalLimit(clock),
    seq: 0,
    phase: "playing",
    pauseAfter: Infinity,
    cancel: clock.defer(() => playSlice(replay)),
  };
  if (from !== undefined) startAt(replay, from);
  restartLimiter(replay);
  return {
    id: started.run,
    name: started.name,
    chunks$: broadcast.chunks$,
    events$: broadcast.events$,
    command(sent) {
      if (replay.phase === "ended") return;
      if (replay.seq === 0) emit(replay, cursor.next(1));
      const command = boundCommand(sent);
      const reason = handleCommand(replay, command);
      if (reason !== undefined) publishReply(replay, command, reason);
      restartLimiter(replay);
      scheduleSlice(replay);
    },
    dispose() {
      replay.cancel();
      replay.phase = "ended";
      broadcast.dispose();
    },
  };
}

/** Emits everything before an epoch that was not rewound. */
function startAt(replay: Replay, epoch: number): void {
  const { cursor } = replay;
  while (!cursor.isAtEnd) cursor.next(Infinity);
  const reason = seek(replay, epoch, () => {
    for (const chunk of cursor.playedChunks()) emit(replay, chunk);
  });
  if (reason !== undefined) throw new RangeError(`replayRun: ${reason}`);
}

function restartLimiter({ limiter, clock, cursor }: Replay): void {
  limiter.restart(clock.monotonic(), cursor.playedEpochs);
}

/** Emits a chunk at the current time, under the next position, unless a subscriber has disposed of the replay. */
function emit(replay: Replay, chunk: EventChunk): void {
  if (replay.phase === "ended") return;
  const { times: _, ...withoutTimes } = { times: undefined, ...chunk };
  const replayed = { ...withoutTimes, seq: replay.seq + 1, time: replay.clock.now() };
  replay.seq += chunk.type === "epochs" ? chunk.loss.length : 1;
  replay.broadcast.next(replayed);
}

function playSlice(replay: Replay): void {
  const { clock, cursor, limiter } = replay;
  const start = clock.monotonic();
  const { playedEpochs, epoch } = cursor;
  const lastPlayed = Math.min(limiter.dueEpoch(start, playedEpochs), playedEpochs + replay.pauseAfter - epoch);
  while (isPlaying(replay) && !cursor.isAtEnd && clock.monotonic() - start < SLICE_MS) {
    const count = cursor.isAtEpochs ? Math.min(lastPlayed - cursor.playedEpochs, MAX_EPOCHS_PER_CALL) : 1;
    if (count < 1) break;
    emit(replay, cursor.next(count));
  }
  if (!isPlaying(replay)) return;
  if (cursor.isAtEnd) end(replay);
  else if (cursor.epoch >= replay.pauseAfter) pause(replay);
  else scheduleSlice(replay);
}

function isPlaying({ phase }: Replay): boolean {
  return phase === "playing";
}

function scheduleSlice(replay: Replay): void {
  const { clock, cursor, limiter } = replay;
  replay.cancel();
  if (!isPlaying(replay)) return;
  const wait = cursor.isAtEpochs ? limiter.msUntilDue(clock.monotonic(), cursor.playedEpochs) : 0;
  const play = () => playSlice(replay);
  replay.cancel = wait > 0 ? clock.schedule(play, wait) : clock.defer(play);
}

function pause(replay: Replay): void {
  if (replay.phase === "ended") return;
  replay.phase = "paused";
  replay.pauseAfter = Infinity;
}

function end(replay: Replay): void {
  replay.cancel();
  replay.phase = "ended";
  replay.broadcast.complete();
}

/**
 * Moves to an epoch, calls `reply`, and emits a snapshot of the epoch.
 * @returns the reason if the run has no such epoch.
 */
function seek(replay: Replay, epoch: number, reply: () => void): string | undefined {
  const { cursor, data } = replay;
  const between = cursor.seek(epoch);
  if (typeof between === "string") return between;
  for (const chunk of between) emit(replay, chunk);
  reply();
  const played = cursor.playedChunks();
  const snapshot = data ? snapshotAt(readRecording(played), data, epoch) : lastSnapshot(played, epoch);
  if (snapshot) emit(replay, { ...snapshot, type: "snapshot", seq: 0, time: 0 });
  return undefined;
}

function publishReply(replay: Replay, command: Command, reason?: string): void {
  if (reason !== undefined && !replay.refusals.allow()) return;
  const reply = reason === undefined ? { command, outcome: "applied" as const } : refusal(command, reason);
  const { epoch } = replay.cursor;
  emit(replay, { type: "commanded", seq: 0, time: 0, ...reply, epoch, step: stepAt(replay, epoch) });
}

/** Updates completed at an epoch, extrapolated from the last snapshot up to it. */
function stepAt({ cursor }: Replay, epoch: number): number {
  const last = lastSnapshot(cursor.playedChunks(), epoch);
  return last && last.epoch > 0 ? Math.round((last.snapshot.step * epoch) / last.epoch) : 0;
}

/** Applies a command and replies to it, or returns the reason why it is rejected. */
function handleCommand(replay: Replay, command: Command): string | undefined {
  const { clock, cursor, limiter } = replay;
  const willPause = replay.pauseAfter < Infinity;
  const status = { isPaused: replay.phase === "paused", willPause, hasCheckpoint: () => false, canBranch: true };
  const reason = rejectionReason(command, status);
  if (reason !== undefined) return reason;
  switch (command.type) {
    case "pause":
      pause(replay);
      break;
    case "resume":
      replay.phase = "playing";
      replay.pauseAfter = Infinity;
      break;
    case "step":
      replay.phase = "playing";
      replay.pauseAfter = cursor.epoch + (command.epochs ?? 1);
      break;
    case "set":
      if (trainingSettings(command)) return READ_ONLY_TEXT;
      limiter.setRate(command.epochsPerSecond ?? 0, clock.monotonic(), cursor.playedEpochs);
      break;
    case "rewind": {
      if (command.epoch === undefined) return "name an epoch to go to: a replay has no checkpoints";
      const unknown = seek(replay, command.epoch, () => publishReply(replay, command));
      if (unknown === undefined && willPause) pause(replay);
      return unknown;
    }
    case "checkpoint":
    case "undo":
    case "branch":
      return READ_ONLY_TEXT;
    case "stop":
      publishReply(replay, command);
      end(replay);
      return undefined;
  }
  publishReply(replay, command);
  return undefined;
}

/** The last snapshot up to an epoch. */
function lastSnapshot(chunks: readonly EventChunk[], epoch: number): SnapshotEvent | undefined {
  return chunks.findLast((chunk) => chunk.type === "snapshot" && chunk.epoch <= epoch) as SnapshotEvent | undefined;
}
