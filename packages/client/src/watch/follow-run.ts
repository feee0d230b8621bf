/**
 * Follows a run on a server: every event once and in order. After a lost connection it subscribes again from its cursor; after the
 * end of an interrupted run it may follow the run that resumes it. See PROTOCOL.md, "Reconnecting" and "Successors".
 */
import { ProtocolError, type ErrorMessage, type HelloMessage, type ReceivedMessage } from "@epochal/protocol";
import { sliceEvents } from "@epochal/stream/events";
import { createReceiveWindow, type ReceiveWindow } from "./receive-window.ts";
import type { Connection } from "../connection.ts";
import { openReconnectingSocket, type ReconnectingSocket } from "../socket/reconnecting-socket.ts";
import { serverErrorText } from "../errors/server-error.ts";
import { createRunCursor, type RunCursor } from "./run-cursor.ts";
import type { FollowStatus, RunFollower, RunObserver, RunReports, SubscribeOptions } from "./run-observer.ts";

/** The id of the subscription: a follower has one. */
const ID = "run";

type EventsReceived = ReceivedMessage & { readonly type: "events" };

/** The state that all followers of a run share. */
export interface SharedRun {
  /** Its own id once the server has named it, before that the id it was asked for by. */
  id: string;
  /** The connections on which it is followed. */
  readonly sockets: Set<ReconnectingSocket>;
}

/** A run that is followed, on one connection after another. */
interface Following {
  readonly options: SubscribeOptions;
  readonly observer: RunObserver;
  readonly reports: RunReports;
  readonly shared: SharedRun;
  readonly socket: ReconnectingSocket;
  readonly window: ReceiveWindow;
  cursor: RunCursor;
  /** Set while the open connection has no subscription yet. */
  greeting: HelloMessage | undefined;
  /** The status to return to when the connection is no longer stale. */
  freshStatus: FollowStatus;
  /** The position at which an event was missing. */
  missedAt: number | undefined;
  /** The position at the last heartbeat that announced more events. */
  behindAt: number | undefined;
  /** The runs that were followed to their end: none of them can resume another one. */
  readonly ended: Set<string>;
  isOver: boolean;
}

/** @param run the id to ask for. */
export function followRun(
  connection: Connection,
  run: string,
  shared: SharedRun,
  options: SubscribeOptions,
  observer: RunObserver,
  reports: RunReports,
): RunFollower {
  const following: Following = {
    options,
    observer,
    reports,
    shared,
    get socket() {
      return socket;
    },
    window: createReceiveWindow(options.mode),
    cursor: createRunCursor(run, options.after),
    greeting: undefined,
    freshStatus: "connecting",
    missedAt: undefined,
    behindAt: undefined,
    ended: new Set(),
    isOver: false,
  };
  const socket = openReconnectingSocket(connection, {
    onHello(hello) {
      following.greeting = hello;
      following.behindAt = undefined;
      reports.canControl$?.next(hello.steering);
      subscribe(following);
    },
    onMessage: (message) => handle(following, message),
    onStatus(status) {
      if (status === "stale") reports.status$?.next("stale");
      else setStatus(following, status === "fresh" ? following.freshStatus : status);
    },
    onEnd(error) {
      following.isOver = true;
      shared.sockets.delete(socket);
      observer.error(error);
    },
  });
  shared.sockets.add(socket);
  return { ack: (seq) => ack(following, seq), close: () => close(following) };
}

function setStatus(following: Following, status: FollowStatus): void {
  following.freshStatus = status;
  following.reports.status$?.next(status);
}

/** Subscribes unless events are still in use: the client never holds more than one window, however often the connection is lost. */
function subscribe(following: Following): void {
  const { greeting, window, socket, cursor, options } = following;
  if (!greeting || window.heldEvents > 0) return;
  const { mode, every, perSecond, allUpTo } = options;
  const size = Math.min(options.window, greeting.limits.window);
  following.greeting = undefined;
  window.reset(size);
  socket.send({
    type: "subscribe",
    id: ID,
    run: cursor.run,
    after: cursor.after,
    mode,
    ...(every !== undefined && { every }),
    ...(perSecond !== undefined && { perSecond }),
    ...(allUpTo !== undefined && { allUpTo }),
    window: size,
  });
}

function handle(following: Following, message: ReceivedMessage): void {
  const { cursor, window, socket, observer, reports, shared } = following;
  if ("id" in message && message.id !== ID) return;
  if ("run" in message && message.type !== "subscribed" && message.run !== cursor.run) return;
  switch (message.type) {
    case "subscribed":
      cursor.accept(message);
      window.confirm(message.window);
      socket.confirm();
      shared.id = message.run;
      reports.run$?.next(message.run);
      reportViewers(following, message.viewers);
      setStatus(following, message.status === "queued" ? "queued" : "replaying");
      return;
    case "events":
      receive(following, message);
      return;
    case "gap":
      if (message.from > cursor.seq + 1) {
        onMissing(following, `a gap from ${message.from}`);
      } else if (message.to > cursor.seq) {
        showBegun(following);
        cursor.advance(message.to);
        reports.gaps$?.next(message);
        observer.next(message);
      }
      return;
    case "caughtUp":
      if (message.seq > cursor.seq) onMissing(following, `none up to ${message.seq}`);
      else if (following.freshStatus !== "queued") setStatus(following, "live");
      return;
    case "queued":
      setStatus(following, "queued");
      return;
    case "end":
      if (message.seq > cursor.seq) onMissing(following, `none up to ${message.seq}`);
      else if (message.successor !== undefined && following.options.successors)
        continueWith(following, message.successor);
      else end(following, message);
      return;
    case "error":
      fail(following, message);
      return;
    case "heartbeat":
      checkProgress(following, message.heads[cursor.run] ?? 0);
      reportViewers(following, message.viewers?.[cursor.run]);
      return;
    case "hello":
    case "accepted":
    case "refused":
    case "draining":
    case "pong":
      return;
    default:
      // A message that is neither handled nor ignored above is a type error.
      message satisfies never;
  }
}

/** A queued run has begun with its first event or gap. */
function showBegun(following: Following): void {
  if (following.freshStatus === "queued") setStatus(following, "live");
}

function receive(following: Following, { first, last, chunk }: EventsReceived): void {
  const { options, cursor, window, observer } = following;
  const next = cursor.seq + 1;
  if (first > next) {
    onMissing(following, `events from ${first}`);
    return;
  }
  if (last < next) return;
  showBegun(following);
  window.receive(next, last);
  cursor.advance(last);
  if (chunk) observer.next(sliceEvents(chunk, next, last));
  if (options.acksManually && chunk) return;
  const wait = options.ready?.();
  if (wait) void wait.then(() => ack(following, last));
  else ack(following, last);
}

function ack(following: Following, seq: number): void {
  const { window, cursor, socket } = following;
  if (following.isOver) return;
  window.release(seq);
  if (following.greeting) subscribe(following);
  else if (window.takeDueAck()) socket.send({ type: "ack", run: cursor.run, seq });
}

/** Follows the run that resumes this one, when the events of this one are no longer in use. */
function continueWith(following: Following, successor: string): void {
  following.ended.add(following.cursor.run);
  if (following.ended.has(successor)) {
    throw new ProtocolError(`connect: expected another run than "${successor}" to resume it, got the same one again`);
  }
  following.cursor = createRunCursor(successor, "start");
  following.missedAt = undefined;
  following.behindAt = undefined;
  following.greeting = following.socket.hello;
  subscribe(following);
}

/** Requests a missing event again, once. */
function onMissing(following: Following, got: string): void {
  const { run, seq } = following.cursor;
  if (following.missedAt === seq) {
    throw new ProtocolError(`connect: expected event ${seq + 1} of run "${run}", got ${got} again`);
  }
  following.missedAt = seq;
  following.socket.reconnect();
}

/** Reconnects if the server has more events but sent none between two heartbeats: it has lost the subscription's place. */
function checkProgress(following: Following, head: number): void {
  const { options, cursor, window, greeting, socket } = following;
  const isWaiting = options.mode === "all" && head > cursor.seq && window.heldEvents === 0 && !greeting;
  if (isWaiting && following.behindAt === cursor.seq) socket.reconnect();
  following.behindAt = isWaiting ? cursor.seq : undefined;
}

function reportViewers({ reports }: Following, viewers: number | undefined): void {
  if (viewers !== undefined) reports.viewers$?.next(viewers);
}

function fail({ socket, cursor }: Following, { code, message, retry }: ErrorMessage): void {
  if (retry) {
    socket.reconnect();
  } else if (cursor.hasSubscribed && (code === "logReplaced" || code === "cursorAhead")) {
    // The observer has events of the old log. A restart would repeat them or mix two runs.
    throw new Error(
      `connect: expected run "${cursor.run}" to continue after event ${cursor.seq}, got a different log: subscribe again from the start`,
    );
  } else {
    throw new Error(serverErrorText("subscribe", message));
  }
}

function end(following: Following, { status, reason }: ReceivedMessage & { readonly type: "end" }): void {
  const { observer, reports } = following;
  close(following);
  reports.status$?.next(reason ? "failed" : status === "finished" ? "ended" : status);
  observer.complete();
}

function close(following: Following): void {
  following.isOver = true;
  following.shared.sockets.delete(following.socket);
  following.socket.close();
}
