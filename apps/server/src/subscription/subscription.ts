/** One client's subscription to one run: a cursor that moves as fast as the client takes the stored events. */
import type { RunRecord, RunStatus } from "@epochal/log";
import type { Mode } from "@epochal/protocol";
import type { ConnectionServices } from "../connection.ts";
import type { Frame } from "../frames/frame.ts";
import type { EventSelector, SamplingOptions } from "../frames/modes/event-selector.ts";
import { modes } from "../frames/modes/index.ts";
import type { ClientSink } from "./client-sink.ts";
import { createEventReader } from "./event-reader.ts";
import { createEventSender, type ClientPosition, type EventSender } from "./event-sender.ts";
import { createWindow, type Window } from "./window.ts";

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

/** The frames of one turn of the event loop, so that a client that catches up does not block others. */
const FRAMES_PER_TURN = 128;

/** A subscription from its first message to its end. */
interface Subscribed {
  readonly record: RunRecord;
  readonly options: SubscriptionOptions;
  readonly context: SubscriptionContext;
  readonly position: ClientPosition;
  readonly selector: EventSelector;
  readonly window: Window;
  readonly sender: EventSender;
  readonly readNext: () => boolean;
  /** Set while the next `pump` is scheduled for an event that the mode holds back. */
  cancelDue?: (() => void) | undefined;
  /** The place in the queue that the client was sent last. */
  sentPlace?: number | undefined;
}

/** Subscribes to a run. */
export function createSubscription(
  record: RunRecord,
  options: SubscriptionOptions,
  context: SubscriptionContext,
): Subscription {
  const { hub, sink } = context;
  const { id, start, isLive, mode } = options;
  const { id: run, log, name, status, head } = record;
  const first = isLive ? 0 : start;
  const window = options.window !== undefined && { window: options.window };
  const viewers = hub.viewers(run) + 1;
  const from = first + 1;
  sink.send({ type: "subscribed", id, run, log, name, status, head, from, mode, ...window, viewers });

  const position: ClientPosition = { read: first, sent: first, pending: undefined, isCaughtUp: false };
  const selector = modes[mode](options, { from: start + 1, to: head });
  const sendWindow = createWindow(options.window);
  const sender = createEventSender(run, mode, position, sendWindow, context);
  const currentHead = () => hub.state(run)?.head ?? head;
  const readNext = createEventReader(run, position, selector, isLive ? start : 0, currentHead, context);
  const subscribed: Subscribed = { record, options, context, position, selector, window: sendWindow, sender, readNext };
  const unfollow = hub.follow(run, (fresh) => sendFresh(subscribed, fresh));
  return {
    run,
    mode,
    get head() {
      return currentHead();
    },
    get lag() {
      return currentHead() - position.sent + sendWindow.outstanding;
    },
    pump: () => pump(subscribed),
    acknowledge: (seq) => sendWindow.acknowledge(seq),
    close() {
      unfollow();
      subscribed.cancelDue?.();
    },
  };
}

/** Sends frames that were just stored. */
function sendFresh({ sender, context }: Subscribed, fresh: readonly Frame[]): void {
  try {
    const frame = fresh.length === 1 ? fresh[0] : undefined;
    const isSent = frame !== undefined && sender.sendFresh(frame);
    // The last event is followed by `end`, which `pump` sends.
    if (!isSent || frame.chunk.type === "finished") context.onReady();
  } catch (error) {
    context.onFailure(error);
  }
}

function pump(subscribed: Subscribed): boolean {
  const { record, context, position, selector } = subscribed;
  for (let i = 0; i < FRAMES_PER_TURN; i++) {
    if (!sendSelected(subscribed) && !selector.readsAhead) return false;
    const read = tryReadNext(subscribed);
    if (read === "failed") return false;
    if (read === "none") {
      // A stored frame that is not available now is being read: the hub calls `sendFresh` then.
      if ((context.hub.state(record.id)?.head ?? 0) <= position.read) reachHead(subscribed);
      return false;
    }
  }
  return true;
}

/** Reads the next events; `failed` if the store of a running run has failed, which ends the subscription. */
function tryReadNext(subscribed: Subscribed): "read" | "none" | "failed" {
  const { record, context, readNext } = subscribed;
  try {
    return readNext() ? "read" : "none";
  } catch (error) {
    if (context.hub.state(record.id)?.failure !== "storeFailed") throw error;
    endWithError(subscribed, "storeFailed", `the store failed while run "${record.id}" was running`);
    return "failed";
  }
}

/** Sends what the mode has selected, as much as the client takes. Returns whether that was everything for now. */
function sendSelected(subscribed: Subscribed, isAtHead = false, isOver = false): boolean {
  const { context, position, selector, window, sender } = subscribed;
  for (;;) {
    if (context.sink.isFull()) {
      selector.markBlocked();
      return false;
    }
    const now = context.clock.monotonic();
    position.pending ??= selector.next({ now, isIdle: window.isIdle, isAtHead, isOver });
    if (!position.pending) return true;
    if (!sender.send(position.pending)) return false;
    position.pending = undefined;
  }
}

function reachHead(subscribed: Subscribed): void {
  const { record, context, position, selector } = subscribed;
  const { hub, sink } = context;
  const run = record.id;
  const state = hub.state(run);
  const isOver = !state || (!isActive(state.status) && state.head <= position.read);
  if (!sendSelected(subscribed, true, isOver) || selector.isWaitingForIdle) return;
  if (!state) {
    expire(subscribed);
    return;
  }
  if (!position.isCaughtUp) sink.send({ type: "caughtUp", run, seq: position.sent });
  position.isCaughtUp = true;
  const { status, failure: reason, place } = state;
  if (isActive(status) || state.isResuming || !isOver) {
    sendPlace(subscribed, place);
    scheduleDue(subscribed);
    return;
  }
  const successor = status === "interrupted" ? hub.successorOf(run) : undefined;
  const details = { ...(reason !== undefined && { reason }), ...(successor !== undefined && { successor }) };
  sink.send({ type: "end", run, seq: position.sent, status, ...details });
  end(subscribed);
}

function sendPlace(subscribed: Subscribed, place: number | undefined): void {
  const { record, context, sentPlace } = subscribed;
  if (place !== undefined && place !== sentPlace) context.sink.send({ type: "queued", run: record.id, place });
  subscribed.sentPlace = place;
}

function scheduleDue(subscribed: Subscribed): void {
  const { clock, onReady } = subscribed.context;
  const ms = subscribed.cancelDue ? undefined : subscribed.selector.msUntilDue(clock.monotonic());
  if (ms === undefined) return;
  subscribed.cancelDue = clock.schedule(() => {
    subscribed.cancelDue = undefined;
    onReady();
  }, ms);
}

/** Ends after the run was deleted. */
function expire(subscribed: Subscribed): void {
  const { record, position, sender } = subscribed;
  if (position.sent < record.head) sender.sendExpired(record.head);
  endWithError(subscribed, "expired", `run "${record.id}" was deleted`);
}

function endWithError(subscribed: Subscribed, code: string, text: string): void {
  const { id } = subscribed.options;
  subscribed.context.sink.send({ type: "error", id, code, message: `subscribe: ${text}`, retry: false });
  end(subscribed);
}

function end({ cancelDue, context }: Subscribed): void {
  cancelDue?.();
  context.onEnd();
}

/** Whether more events may come. */
function isActive(status: RunStatus): status is "queued" | "running" {
  return status === "queued" || status === "running";
}
