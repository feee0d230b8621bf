/** One client following one run: a cursor that moves as fast as the client takes what is stored. */
import type { GapMessage, Mode, SubscribedMessage } from "@epochal/protocol";
import type { RunRecord, RunStatus } from "@epochal/log";
import type { Clock } from "@epochal/stream";
import type { Frame } from "../frames/frame.ts";
import type { Hub } from "../hub.ts";
import type { Metrics } from "../metrics.ts";
import { modes } from "../frames/modes/index.ts";
import { extendGap, type PendingGap } from "../frames/modes/pending-gap.ts";
import type { Outgoing, SamplingOptions } from "../frames/modes/event-selector.ts";
import type { ClientSink } from "../socket/socket-sink.ts";
import { createWindow } from "./window.ts";

export interface Subscription {
  readonly run: string;
  readonly mode: Mode;
  /** Position of the run's newest event. */
  readonly head: number;
  /** How many events it has not been told of, or has not acknowledged where it has a window. */
  readonly lag: number;
  /** Sends what there is, as long as the client takes it; true when there may be more to send in the next turn. */
  pump(): boolean;
  /** The client has taken all events up to `seq`. */
  acknowledge(seq: number): void;
  close(): void;
}

export interface SubscriptionOptions extends SamplingOptions {
  /** The client's name for it. */
  readonly id: string;
  /** The last event the client has. */
  readonly start: number;
  /** Whether the client wants nothing of what is stored, which a `gap` then tells. */
  readonly isLive: boolean;
  readonly mode: Mode;
  readonly window: number | undefined;
}

export interface SubscriptionContext {
  readonly hub: Hub;
  readonly outlet: ClientSink;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** Is called when there may be something to send again. */
  readonly onReady: () => void;
  /** Is told what went wrong while something was sent that had just been stored. */
  readonly onFailure: (error: unknown) => void;
  /** Is called when the subscription is over and the client knows. */
  readonly onEnd: () => void;
}

/** Steps in one turn of the event loop, so that one who catches up does not keep others waiting. */
const STEPS_IN_TURN = 128;

/** Begins to follow a run. */
export function createSubscription(
  record: RunRecord,
  options: SubscriptionOptions,
  context: SubscriptionContext,
): Subscription {
  const { hub, outlet, clock, metrics, onReady, onFailure, onEnd } = context;
  const { id, start, mode } = options;
  const run = record.id;
  const selection = modes[mode](options);
  const window = createWindow(options.window);
  const delivered = metrics.delivered(mode);
  const hasWindow = options.window !== undefined;
  /** Up to where a live watcher wants nothing. */
  const liveFrom = options.isLive ? start : 0;
  let leftOut: PendingGap | undefined;
  /** The last event that was taken from the log, and the last that the client was sent or told of. */
  let cursor = options.isLive ? 0 : start;
  let told = cursor;
  let waiting: Outgoing | undefined;
  let isCaughtUp = false;
  let callOffDue = () => {};
  let isDueSet = false;
  /** Of a run that waits for its turn. */
  let toldPlace: number | undefined;

  const { log, name, status, head } = record;
  const from = cursor + 1;
  const subscribed: SubscribedMessage = { type: "subscribed", id, run, log, name, status, head, from, mode };
  outlet.send(options.window === undefined ? subscribed : { ...subscribed, window: options.window });
  if (liveFrom > 0) skipToLive();
  const unfollow = hub.follow(run, hearOfMore);

  /** What the client does not want is summed up; of a run that goes on that has been done already. */
  function skipToLive(): void {
    const overall = hub.totals(run);
    if (overall?.head !== liveFrom) return;
    cursor = liveFrom;
    waiting = { type: "gap", gap: { from: 1, to: liveFrom, rollup: overall.rollup }, reason: "skipped" };
  }

  function pump(): boolean {
    for (let step = 0; step < STEPS_IN_TURN; step++) {
      const isFree = sendWaiting();
      if (!isFree && !selection.readsAhead) return false;
      const frame = readOn();
      if (frame === "lost") return false;
      if (!frame) {
        // What is there and cannot be had at once is being read; the hub calls again.
        if ((hub.state(run)?.head ?? 0) <= cursor) reachedHead();
        return false;
      }
      take(frame);
    }
    return true;
  }

  /** The next frame; `lost` where it cannot be had since the store failed, which the client is told. */
  function readOn(): Frame | undefined | "lost" {
    try {
      return hub.frameAfter(run, cursor);
    } catch (error) {
      if (hub.state(run)?.failure !== "storeFailed") throw error;
      const message = `subscribe: expected a store that can be read, got one that failed while "${run}" went on`;
      outlet.send({ type: "error", id, code: "storeFailed", message, retry: false });
      end();
      return "lost";
    }
  }

  function hearOfMore(fresh: readonly Frame[]): void {
    try {
      if (!sendFresh(fresh)) onReady();
    } catch (error) {
      onFailure(error);
    }
  }

  /**
   * Sends what has just been stored to a client that has all before it and takes it now, as nearly all do nearly always; else
   * false: then there is something for `pump`.
   */
  function sendFresh(fresh: readonly Frame[]): boolean {
    if (fresh.length !== 1 || mode !== "all" || !isCaughtUp || waiting || told !== cursor) return false;
    const frame = fresh[0]!;
    const { first, last } = frame;
    if (first !== told + 1 || (hasWindow && window.available < last - told) || !outlet.trySendFrame(frame))
      return false;
    if (hasWindow) window.sent(first, last);
    delivered.events += last - told;
    cursor = last;
    told = last;
    // That it is over is told by `pump`.
    return frame.chunk.type !== "finished";
  }

  function take(frame: Frame): void {
    const { first, last } = frame;
    if (first > cursor + 1) throw new Error(`hub.frame: expected event ${cursor + 1} of "${run}", got ${first}`);
    if (cursor < liveFrom) {
      const end = Math.min(last, liveFrom);
      leftOut = extendGap(leftOut, frame.slice(cursor + 1, end));
      cursor = end;
      if (cursor === liveFrom) waiting = { type: "gap", gap: leftOut!, reason: "skipped" };
    }
    if (last > cursor) selection.push(frame.slice(cursor + 1, last), clock.now());
    cursor = last;
  }

  /** Sends as much as the client has room for; whether that was all there is to send now. */
  function sendWaiting(isAtHead = false, isOver = false): boolean {
    for (;;) {
      if (outlet.isFull()) {
        selection.markBlocked();
        return false;
      }
      waiting ??= selection.next({ now: clock.now(), isIdle: window.isIdle, isAtHead, isOver });
      if (!waiting) return true;
      if (!send(waiting)) return false;
      waiting = undefined;
    }
  }

  function send(entry: Outgoing): boolean {
    if (entry.type === "frame") return sendFrame(entry.frame);
    const { gap, reason } = entry;
    sendGap({ type: "gap", run, from: gap.from, to: gap.to, reason, ...gap.rollup.toJSON() });
    told = gap.to;
    return true;
  }

  function sendGap(gap: GapMessage): void {
    metrics.skipped(gap.reason, gap.to - gap.from + 1);
    outlet.send(gap);
  }

  /** Whether all of it has been sent. */
  function sendFrame(frame: Frame): boolean {
    const { size = Infinity, available: room } = window;
    const first = told + 1;
    const last = Math.min(frame.last, told + room);
    // A frame that many get is cheaper than one's own part of it, so what does not fit waits until half a window does.
    if (last < frame.last && room < size / 2) return false;
    outlet.sendFrame(frame.slice(first, last));
    window.sent(first, last);
    delivered.events += last - told;
    told = last;
    return last === frame.last;
  }

  function reachedHead(): void {
    const now = hub.state(run);
    const isOver = !now || (!isGoingOn(now.status) && now.head <= cursor);
    if (!sendWaiting(true, isOver) || selection.isWaitingForIdle) return;
    if (!now) {
      expire();
      return;
    }
    if (!isCaughtUp) outlet.send({ type: "caughtUp", run, seq: told });
    isCaughtUp = true;
    const { status, failure: reason, place } = now;
    if (isGoingOn(status) || !isOver) {
      tellPlace(place);
      waitForDue();
      return;
    }
    outlet.send({ type: "end", run, seq: told, status, ...(reason !== undefined && { reason }) });
    end();
  }

  function tellPlace(place: number | undefined): void {
    if (place !== undefined && place !== toldPlace) outlet.send({ type: "queued", run, place });
    toldPlace = place;
  }

  /** The run has been deleted. */
  function expire(): void {
    if (told < head) sendGap({ type: "gap", run, from: told + 1, to: head, reason: "expired" });
    const message = `subscribe: expected run "${run}" to be kept, got one that has been deleted`;
    outlet.send({ type: "error", id, code: "expired", message, retry: false });
    end();
  }

  function end(): void {
    callOffDue();
    onEnd();
  }

  function waitForDue(): void {
    const ms = isDueSet ? undefined : selection.msUntilDue(clock.now());
    if (ms === undefined) return;
    isDueSet = true;
    callOffDue = clock.schedule(() => {
      isDueSet = false;
      onReady();
    }, ms);
  }

  const headNow = () => hub.state(run)?.head ?? head;

  return {
    run,
    mode,
    get head() {
      return headNow();
    },
    get lag() {
      return headNow() - told + window.outstanding;
    },
    pump,
    acknowledge: (seq) => window.acknowledge(seq),
    close() {
      unfollow();
      callOffDue();
    },
  };
}

/** Whether events may come yet. */
function isGoingOn(status: RunStatus): status is "queued" | "running" {
  return status === "queued" || status === "running";
}
