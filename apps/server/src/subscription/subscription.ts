/** One client's subscription to one run: a cursor that moves as fast as the client takes the stored events. */
import type { RunRecord, RunStatus } from "@epochal/log";
import type { Mode, SubscribedMessage } from "@epochal/protocol";
import type { ConnectionServices } from "../connection.ts";
import type { Frame } from "../frames/frame.ts";
import type { SamplingOptions } from "../frames/modes/event-selector.ts";
import { BLOCK_EVENTS, floorToBlock, sumOf, type RollupIndex } from "../frames/rollup-index.ts";
import { modes } from "../frames/modes/index.ts";
import type { ClientSink } from "./client-sink.ts";
import { createEventSender, type ClientPosition } from "./event-sender.ts";
import { createLiveStart } from "./live-start.ts";
import { createWindow } from "./window.ts";

export interface Subscription {
  readonly run: string;
  readonly mode: Mode;
  /** The position of the run's newest event. */
  readonly head: number;
  /** The number of events that the client was not sent, or has not acknowledged if it has a window. */
  readonly lag: number;
  /** Sends what there is, as long as the client takes it. Returns whether there may be more to send in the next turn. */
  pump(): boolean;
  /** The client has taken all events up to `seq`. Returns whether this acknowledges any event. */
  acknowledge(seq: number): boolean;
  close(): void;
}

export interface SubscriptionOptions extends SamplingOptions {
  /** The id that the client has chosen. */
  readonly id: string;
  /** The last event that the client has. */
  readonly start: number;
  /** Whether the client skips the stored events up to `start` and gets a gap instead. */
  readonly isLive: boolean;
  readonly mode: Mode;
  readonly window: number | undefined;
}

export interface SubscriptionContext extends Pick<ConnectionServices, "hub" | "clock" | "metrics"> {
  readonly sink: ClientSink;
  /** Is called when there may be something to send again. */
  readonly onReady: () => void;
  /** Is called with errors that occur while events are sent that were just stored. */
  readonly onFailure: (error: unknown) => void;
  /** Is called when the subscription has ended and the client was sent the reason. */
  readonly onEnd: () => void;
}

/** Events after `from` up to `to`, in blocks. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly rollups: RollupIndex;
}

/** The frames of one turn of the event loop, so that a client that catches up does not block others. */
const FRAMES_PER_TURN = 128;

/** Subscribes to a run. */
export function createSubscription(
  record: RunRecord,
  options: SubscriptionOptions,
  context: SubscriptionContext,
): Subscription {
  const { hub, sink, clock, onReady, onFailure, onEnd } = context;
  const { id, start, isLive, mode } = options;
  const { id: run, log, name, status, head } = record;
  const first = isLive ? 0 : start;
  const position: ClientPosition = { read: first, sent: first, pending: undefined, isCaughtUp: false };
  const selector = modes[mode](options);
  const window = createWindow(options.window);
  const sender = createEventSender(run, mode, position, window, context);
  let cancelDue: (() => void) | undefined;
  /** The place in the queue that the client was sent last. */
  let sentPlace: number | undefined;

  const subscribed: SubscribedMessage = { type: "subscribed", id, run, log, name, status, head, from: first + 1, mode };
  sink.send(options.window === undefined ? subscribed : { ...subscribed, window: options.window });
  const skipToLive = isLive && start > 0 ? createLiveStart(position, start, hub.rollups(run)) : undefined;
  const unfollow = hub.follow(run, onFrames);

  function onFrames(fresh: readonly Frame[]): void {
    try {
      const frame = fresh.length === 1 ? fresh[0] : undefined;
      const isSent = frame !== undefined && sender.sendFresh(frame);
      // The last event is followed by `end`, which `pump` sends.
      if (!isSent || frame.chunk.type === "finished") onReady();
    } catch (error) {
      onFailure(error);
    }
  }

  function pump(): boolean {
    for (let i = 0; i < FRAMES_PER_TURN; i++) {
      if (!sendSelected() && !selector.readsAhead) return false;
      const skippable = findSkippable();
      if (skippable?.from === position.read) {
        skip(skippable);
        continue;
      }
      const frame = readNext();
      if (frame === "failed") return false;
      if (!frame) {
        // A stored frame that is not available now is being read: the hub calls `onFrames` then.
        if ((hub.state(run)?.head ?? 0) <= position.read) reachHead();
        return false;
      }
      select(frame, skippable?.from);
    }
    return true;
  }

  /** The blocks of events after the next end of a block that need not be read, because the mode skips all of them. */
  function findSkippable(): Range | undefined {
    const { skippableEnd } = selector;
    const from = floorToBlock(position.read + BLOCK_EVENTS - 1);
    if (!skippableEnd || currentHead() < from + BLOCK_EVENTS || (isLive && position.read < start)) return undefined;
    const rollups = hub.rollups(run);
    const to = rollups ? skippableEnd(rollups, from) : from;
    return to > from ? { from, to, rollups: rollups! } : undefined;
  }

  function skip({ from, to, rollups }: Range): void {
    selector.skip({ from: from + 1, to, rollup: sumOf(rollups.parts(from, to)) });
    position.read = to;
  }

  /** The next frame; `failed` if the store of a running run has failed, which ends the subscription. */
  function readNext(): Frame | undefined | "failed" {
    try {
      return hub.frameAfter(run, position.read);
    } catch (error) {
      if (hub.state(run)?.failure !== "storeFailed") throw error;
      endWithError("storeFailed", `the store failed while run "${run}" was running`);
      return "failed";
    }
  }

  /** @param end the last event to select. */
  function select(frame: Frame, end = Infinity): void {
    const { first: from } = frame;
    const last = Math.min(frame.last, end);
    const next = position.read + 1;
    if (from > next) throw new Error(`hub.frameAfter: expected event ${next} of "${run}", got ${from}`);
    skipToLive?.(frame);
    if (last > position.read) selector.push(frame.slice(position.read + 1, last), clock.monotonic());
    position.read = last;
  }

  /** Sends what the mode has selected, as much as the client takes. Returns whether that was everything for now. */
  function sendSelected(isAtHead = false, isOver = false): boolean {
    for (;;) {
      if (sink.isFull()) {
        selector.markBlocked();
        return false;
      }
      position.pending ??= selector.next({ now: clock.monotonic(), isIdle: window.isIdle, isAtHead, isOver });
      if (!position.pending) return true;
      if (!sender.send(position.pending)) return false;
      position.pending = undefined;
    }
  }

  function reachHead(): void {
    const state = hub.state(run);
    const isOver = !state || (!isActive(state.status) && state.head <= position.read);
    if (!sendSelected(true, isOver) || selector.isWaitingForIdle) return;
    if (!state) {
      expire();
      return;
    }
    if (!position.isCaughtUp) sink.send({ type: "caughtUp", run, seq: position.sent });
    position.isCaughtUp = true;
    const { status: current, failure: reason, place } = state;
    if (isActive(current) || state.isResuming || !isOver) {
      sendPlace(place);
      scheduleDue();
      return;
    }
    const successor = current === "interrupted" ? hub.successorOf(run) : undefined;
    const details = { ...(reason !== undefined && { reason }), ...(successor !== undefined && { successor }) };
    sink.send({ type: "end", run, seq: position.sent, status: current, ...details });
    end();
  }

  function sendPlace(place: number | undefined): void {
    if (place !== undefined && place !== sentPlace) sink.send({ type: "queued", run, place });
    sentPlace = place;
  }

  /** Schedules the next `pump` for an event that the mode holds back. */
  function scheduleDue(): void {
    const ms = cancelDue ? undefined : selector.msUntilDue(clock.monotonic());
    if (ms === undefined) return;
    cancelDue = clock.schedule(() => {
      cancelDue = undefined;
      onReady();
    }, ms);
  }

  /** Ends after the run was deleted. */
  function expire(): void {
    if (position.sent < head) sender.sendExpired(head);
    endWithError("expired", `run "${run}" was deleted`);
  }

  function endWithError(code: string, text: string): void {
    sink.send({ type: "error", id, code, message: `subscribe: ${text}`, retry: false });
    end();
  }

  function end(): void {
    cancelDue?.();
    onEnd();
  }

  const currentHead = () => hub.state(run)?.head ?? head;

  return {
    run,
    mode,
    get head() {
      return currentHead();
    },
    get lag() {
      return currentHead() - position.sent + window.outstanding;
    },
    pump,
    acknowledge: (seq) => window.acknowledge(seq),
    close() {
      unfollow();
      cancelDue?.();
    },
  };
}

/** Whether more events may come. */
function isActive(status: RunStatus): status is "queued" | "running" {
  return status === "queued" || status === "running";
}
