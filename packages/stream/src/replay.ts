/** A recorded run as if it happened now: at a pace, forwards and backwards, so that who watches cannot tell it from a live one. */
import type { TrainingData } from "@epochal/core";
import { createBroadcast } from "./fan-out/broadcast.ts";
import { systemClock, type Clock } from "./clock.ts";
import type { Command, EventChunk, SnapshotEvent } from "./events/index.ts";
import { toEvents } from "./operators/to-events.ts";
import { createRateLimiter } from "./runner/rate-limiter.ts";
import { readRecording, snapshotAt } from "./recording.ts";
import { createPlaybackCursor } from "./rewind/playback-cursor.ts";
import type { Run } from "./run.ts";
import { rejectionReason } from "./runner/validate-command.ts";

/** How a recorded run is played; all of it may be left out. */
export interface ReplayOptions {
  /** The rows it learned from, for the state of each epoch that is looked for. Default: the nearest that the record has before it. */
  readonly data?: TrainingData;
  /** Epochs in a second; 0 means as fast as it goes. Default 0. */
  readonly epochsPerSecond?: number;
  /**
   * The epoch to begin at, of the way that the run has gone in the end: all that came before is told at once. Default: the
   * beginning.
   */
  readonly from?: number;
  /** Default: the clock on the wall. */
  readonly clock?: Clock;
}

/** How long a slice is, and how many epochs are told before anybody looks at the clock. */
const SLICE_MS = 8;
const MOST_AT_ONCE = 1024;

/**
 * Plays what a run has told. `pause`, `resume`, `step` and `set` with `epochsPerSecond` do what they do to a live run; `rewind` to an
 * epoch leads there, forwards too; `stop` ends the replay. Whatever else would change the run is refused: it is over.
 *
 * @param chunks all that the run has told, from its beginning.
 * @throws RangeError when they do not begin with `started`, or it has no epoch `from`.
 */
export function replayRun(chunks: readonly EventChunk[], options: ReplayOptions = {}): Run {
  const { data, epochsPerSecond = 0, from, clock = systemClock } = options;
  const [started] = chunks;
  if (started?.type !== "started") {
    const got = started ? `"${started.type}" first` : "no events";
    throw new RangeError(`replayRun: expected a run from its "started" event on, got ${got}`);
  }
  const reel = createPlaybackCursor(chunks, started.from?.epoch ?? 0);
  const broadcast = createBroadcast();
  const { chunks$ } = broadcast;
  const pace = createRateLimiter(epochsPerSecond);
  let seq = 0;
  let state: "playing" | "paused" | "ended" = "playing";
  let pauseAfter = Infinity;
  let callOff = clock.defer(turn);

  function say(chunk: EventChunk): void {
    const { times: _, ...once } = { times: undefined, ...chunk };
    const again = { ...once, seq: seq + 1, time: clock.now() };
    seq += chunk.type === "epochs" ? chunk.loss.length : 1;
    broadcast.next(again);
  }

  function turn(): void {
    const start = clock.now();
    const due = Math.min(pace.dueEpoch(start, reel.playedEpochs), reel.playedEpochs + pauseAfter - reel.epoch);
    while (state === "playing" && !reel.isAtEnd && clock.now() - start < SLICE_MS) {
      const left = reel.isAtEpochs ? Math.min(due - reel.playedEpochs, MOST_AT_ONCE) : 1;
      if (left < 1) break;
      say(reel.next(left));
    }
    if (state !== "playing") return;
    if (reel.isAtEnd) finish();
    else if (reel.epoch >= pauseAfter) pause();
    else goOnLater();
  }

  function goOnLater(): void {
    callOff();
    if (state !== "playing") return;
    const wait = reel.isAtEpochs ? pace.msUntilDue(clock.now(), reel.playedEpochs) : 0;
    callOff = wait > 0 ? clock.schedule(turn, wait) : clock.defer(turn);
  }

  function pause(): void {
    state = "paused";
    pauseAfter = Infinity;
  }

  function finish(): void {
    callOff();
    state = "ended";
    broadcast.complete();
  }

  /** Why an epoch cannot be shown; undefined when it is. */
  function show(epoch: number, answer: () => void): string | undefined {
    const onTheWay = reel.seek(epoch);
    if (typeof onTheWay === "string") return onTheWay;
    for (const chunk of onTheWay) say(chunk);
    answer();
    // The record need not have the state of this epoch.
    const newest = () => reel.playedChunks().findLast((chunk) => chunk.type === "snapshot" && chunk.epoch <= epoch);
    const shown = data
      ? snapshotAt(readRecording(reel.playedChunks()), data, epoch)
      : (newest() as SnapshotEvent | undefined);
    if (shown) say({ ...shown, type: "snapshot", seq: 0, time: 0 });
    return undefined;
  }

  function answer(command: Command, reason?: string): void {
    const outcome = reason === undefined ? "applied" : "refused";
    const position = { epoch: reel.epoch, step: stepOf(reel.epoch) };
    say({ type: "commanded", seq: 0, time: 0, command, outcome, ...(reason !== undefined && { reason }), ...position });
  }

  /** Updates completed, as the record says them; of epochs between those that it knows, in equal parts. */
  function stepOf(epoch: number): number {
    const known = reel
      .playedChunks()
      .findLast((chunk) => chunk.type === "snapshot" && chunk.epoch <= epoch && chunk.epoch > 0);
    if (known?.type !== "snapshot") return 0;
    return Math.round((known.snapshot.step * epoch) / known.epoch);
  }

  /** Why a command makes no sense here; undefined when it has been obeyed and answered. */
  function obey(wish: Command): string | undefined {
    const isOnItsWay = pauseAfter < Infinity;
    const reason = rejectionReason(wish, {
      isPaused: state === "paused",
      willPause: isOnItsWay,
      hasCheckpoint: () => false,
      canBranch: true,
    });
    if (reason !== undefined) return reason;
    switch (wish.type) {
      case "pause":
        pause();
        break;
      case "resume":
        state = "playing";
        pauseAfter = Infinity;
        break;
      case "step":
        state = "playing";
        pauseAfter = reel.epoch + (wish.epochs ?? 1);
        break;
      case "set": {
        const { type: _, epochsPerSecond: rate, ...others } = wish;
        if (Object.keys(others).length > 0) return OVER;
        if (rate === undefined || !Number.isFinite(rate) || rate < 0) {
          return `expected epochsPerSecond to be a number ≥ 0, got ${rate}`;
        }
        pace.setRate(rate, clock.now(), reel.playedEpochs);
        break;
      }
      case "rewind": {
        if (wish.epoch === undefined) return "expected an epoch to go to, got none";
        const unknown = show(wish.epoch, () => answer(wish));
        if (unknown === undefined && isOnItsWay) pause();
        return unknown;
      }
      case "checkpoint":
      case "undo":
      case "branch":
        return OVER;
      case "stop":
        answer(wish);
        finish();
        return undefined;
    }
    answer(wish);
    return undefined;
  }

  if (from !== undefined) {
    while (!reel.isAtEnd) reel.next(Infinity);
    const tellAll = () => {
      for (const chunk of reel.playedChunks()) say(chunk);
    };
    const reason = show(from, tellAll);
    if (reason !== undefined) throw new RangeError(`replayRun: ${reason}`);
  }
  pace.restart(clock.now(), reel.playedEpochs);
  return {
    id: started.run,
    name: started.name,
    chunks$,
    events$: chunks$.pipe(toEvents()),
    command(wish) {
      if (state === "ended") return;
      if (seq === 0) say(reel.next(1));
      const reason = obey(wish);
      if (reason !== undefined) answer(wish, reason);
      pace.restart(clock.now(), reel.playedEpochs);
      goOnLater();
    },
    dispose: finish,
  };
}

const OVER = "the run is a recorded one: what was trained is not changed any more";
