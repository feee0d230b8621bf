/** One client following one run: a cursor that moves as fast as the client takes what is stored. */
import { formatCursor, parseCursor, type ErrorMessage, type Mode, type SubscribedMessage } from "@epochal/protocol";
import type { RunRecord } from "@epochal/log";
import type { Clock } from "@epochal/stream";
import { createFrame, sliceOf, type Frame } from "./frame.ts";
import type { Hub } from "./hub.ts";
import { modes } from "./modes/index.ts";
import { leaveOut, type LeftOut } from "./modes/left-out.ts";
import type { Entry, SelectionOptions } from "./modes/selection.ts";
import type { Outlet } from "./outlet.ts";
import { createWindow } from "./window.ts";

export interface Subscription {
  readonly run: string;
  /** Position of the run's newest event. */
  readonly head: number;
  /** Sends what there is, as long as the client takes it; true when there may be more to send in the next turn. */
  pump(): boolean;
  /** The client has taken all events up to `seq`. */
  acknowledge(seq: number): void;
  close(): void;
}

export interface SubscriptionOptions extends SelectionOptions {
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
  readonly outlet: Outlet;
  readonly clock: Clock;
  /** Is called when there may be something to send again. */
  readonly onReady: () => void;
  /** Is called when the subscription is over and the client knows. */
  readonly onEnd: () => void;
}

/** Steps in one turn of the event loop, so that one who catches up does not keep others waiting. */
const STEPS_IN_TURN = 128;

/** Where a subscription begins: the last event the client has, or what is wrong with its wish. */
export function startOf(record: RunRecord, after: string): number | Pick<ErrorMessage, "code" | "message"> {
  if (after === "start") return 0;
  if (after === "live") return record.head;
  const cursor = parseCursor(after);
  if (!cursor || cursor.log !== record.log) {
    return {
      code: "logReplaced",
      message: `expected a cursor of log ${record.log}, got ${after}: subscribe from start`,
    };
  }
  if (cursor.seq > record.head) {
    const head = formatCursor({ log: record.log, seq: record.head });
    return {
      code: "cursorAhead",
      message: `expected a cursor up to ${head}, got ${after}: subscribe from start`,
    };
  }
  return cursor.seq;
}

/** Begins to follow a run. */
export function createSubscription(
  record: RunRecord,
  options: SubscriptionOptions,
  context: SubscriptionContext,
): Subscription {
  const { hub, outlet, clock, onReady, onEnd } = context;
  const { id, start, mode } = options;
  const run = record.id;
  const selection = modes[mode](run, options);
  const window = createWindow(options.window);
  /** Up to where a live watcher wants nothing. */
  const liveFrom = options.isLive ? start : 0;
  let leftOut: LeftOut | undefined;
  /** The last event that was taken from the log, and the last that the client was sent or told of. */
  let cursor = options.isLive ? 0 : start;
  let told = cursor;
  let waiting: Entry | undefined;
  let isAtHead = false;
  let isCaughtUp = false;
  let callOffDue = () => {};

  const { log, name, status, head } = record;
  const from = cursor + 1;
  const subscribed: SubscribedMessage = { type: "subscribed", id, run, log, name, status, head, from, mode };
  outlet.send(options.window === undefined ? subscribed : { ...subscribed, window: options.window });
  if (liveFrom > 0) skipToLive();

  /** What the client does not want is summed up; of a run that goes on that has been done already. */
  function skipToLive(): void {
    const overall = hub.overall(run);
    if (overall?.head !== liveFrom) return;
    cursor = liveFrom;
    waiting = { type: "gap", leftOut: { from: 1, to: liveFrom, rollup: overall.rollup }, reason: "skipped" };
  }

  function pump(): boolean {
    for (let step = 0; step < STEPS_IN_TURN; step++) {
      const isFree = sendWaiting();
      if (!isFree && !selection.takesAhead) return false;
      const frame = hub.frame(run, cursor);
      if (!frame) {
        // What is there and cannot be had at once is being read; the hub calls again.
        if ((hub.state(run)?.head ?? 0) <= cursor) reachedHead();
        return false;
      }
      take(frame);
    }
    return true;
  }

  function take(frame: Frame): void {
    const { first, last, chunk } = frame;
    if (first > cursor + 1) throw new Error(`hub.frame: expected event ${cursor + 1} of "${run}", got ${first}`);
    isAtHead = false;
    if (cursor < liveFrom) {
      leftOut = leaveOut(leftOut, chunk, Math.max(first, cursor + 1), Math.min(last, liveFrom));
      cursor = Math.min(last, liveFrom);
      if (cursor === liveFrom) waiting = { type: "gap", leftOut: leftOut!, reason: "skipped" };
    }
    if (last > cursor) selection.take(frame, cursor, clock.now());
    cursor = last;
  }

  /** Sends as much as the client has room for; whether that was all there is to send now. */
  function sendWaiting(isOver = false): boolean {
    for (;;) {
      if (outlet.isFull()) return false;
      waiting ??= selection.next({ now: clock.now(), isIdle: window.isIdle, isAtHead, isOver });
      if (!waiting) return true;
      if (!send(waiting)) return false;
      waiting = undefined;
    }
  }

  function send(entry: Entry): boolean {
    if (entry.type === "frame") return sendFrame(entry.frame);
    const { leftOut: gap, reason } = entry;
    outlet.send({ type: "gap", run, from: gap.from, to: gap.to, reason, ...gap.rollup.toJSON() });
    told = gap.to;
    return true;
  }

  /** Whether all of it has been sent. */
  function sendFrame(frame: Frame): boolean {
    const { size = Infinity, room } = window;
    const first = told + 1;
    const last = Math.min(frame.last, told + room);
    // A frame that many get is cheaper than one's own part of it, so what does not fit waits until half a window does.
    if (last < frame.last && room < size / 2) return false;
    const isWhole = first === frame.first && last === frame.last;
    outlet.sendText(isWhole ? frame.text : createFrame(run, sliceOf(frame.chunk, first, last)).text);
    window.sent(first, last);
    told = last;
    return last === frame.last;
  }

  function reachedHead(): void {
    isAtHead = true;
    const now = hub.state(run);
    const isOver = !now || (now.status !== "running" && now.head <= cursor);
    if (!sendWaiting(isOver) || selection.isHolding) return;
    if (!now) {
      expire();
      return;
    }
    if (!isCaughtUp) outlet.send({ type: "caughtUp", run, seq: told });
    isCaughtUp = true;
    if (now.status === "running" || !isOver) {
      waitForDue();
      return;
    }
    outlet.send({ type: "end", run, seq: told, status: now.status });
    end();
  }

  /** The run has been deleted. */
  function expire(): void {
    if (told < head) outlet.send({ type: "gap", run, from: told + 1, to: head, reason: "expired" });
    const message = `subscribe: expected run "${run}" to be kept, got one that has been deleted`;
    outlet.send({ type: "error", id, code: "expired", message, retry: false });
    end();
  }

  function end(): void {
    callOffDue();
    onEnd();
  }

  function waitForDue(): void {
    callOffDue();
    const ms = selection.dueIn(clock.now());
    if (ms !== undefined) callOffDue = clock.later(onReady, ms);
  }

  return {
    run,
    get head() {
      return hub.state(run)?.head ?? head;
    },
    pump,
    acknowledge: (seq) => window.acknowledge(seq),
    close: () => callOffDue(),
  };
}
