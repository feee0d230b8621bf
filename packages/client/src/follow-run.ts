/**
 * Follows a run on a server: every event once and in order. After a lost connection it subscribes again from its cursor; after the
 * end of an interrupted run it may follow the run that resumes it. See PROTOCOL.md, "Reconnecting" and "Successors".
 */
import { ProtocolError, type ErrorMessage, type HelloMessage, type ReceivedMessage } from "@epochal/protocol";
import { sliceEvents } from "@epochal/stream/events";
import { createReceiveWindow } from "./receive-window.ts";
import { openReconnectingSocket, type ReconnectingSocket, type SocketOptions } from "./socket/reconnecting-socket.ts";
import type { ServerAddress } from "./server-address.ts";
import { createRunCursor } from "./run-cursor.ts";
import type { FollowStatus, RunFollower, RunObserver, SubscribeOptions } from "./run-observer.ts";

type EventsReceived = ReceivedMessage & { readonly type: "events" };

/** @param sockets has the connection as a member for as long as the run is followed. */
export function followRun(
  address: ServerAddress,
  requestedRun: string,
  { after, window: requestedWindow, mode, every, perSecond, successors }: SubscribeOptions,
  socketOptions: SocketOptions,
  observer: RunObserver,
  sockets: Set<ReconnectingSocket>,
): RunFollower {
  let cursor = createRunCursor(requestedRun, after);
  const window = createReceiveWindow(mode);
  /** Set while the open connection has no subscription yet. */
  let greeting: HelloMessage | undefined;
  /** The status to return to when the connection is no longer stale. */
  let freshStatus: FollowStatus = "connecting";
  /** The position at which an event was missing. */
  let missedAt: number | undefined;
  /** The position at the last heartbeat that announced more events. */
  let behindAt: number | undefined;
  let isOver = false;

  function setStatus(status: FollowStatus): void {
    freshStatus = status;
    observer.onStatus(status);
  }

  /**
   * Subscribes unless events are still in use: the client never holds more than one window, however often the connection is
   * lost.
   */
  function subscribe(): void {
    if (!greeting || window.heldEvents > 0) return;
    const size = Math.min(requestedWindow, greeting.limits.window);
    greeting = undefined;
    window.reset(size);
    socket.send({
      type: "subscribe",
      id: "run",
      run: cursor.run,
      after: cursor.after,
      mode,
      ...(every !== undefined && { every }),
      ...(perSecond !== undefined && { perSecond }),
      window: size,
    });
  }

  function handle(message: ReceivedMessage): void {
    if ("run" in message && message.type !== "subscribed" && message.run !== cursor.run) return;
    switch (message.type) {
      case "subscribed":
        cursor.accept(message);
        window.confirm(message.window);
        socket.resetBackoff();
        observer.onRun(message.run);
        setStatus("replaying");
        return;
      case "events":
        receive(message);
        return;
      case "gap":
        if (message.from > cursor.seq + 1) {
          onMissing(`a gap from ${message.from}`);
        } else if (message.to > cursor.seq) {
          cursor.advance(message.to);
          observer.onGap(message);
        }
        return;
      case "caughtUp":
        if (message.seq > cursor.seq) onMissing(`none up to ${message.seq}`);
        else setStatus("live");
        return;
      case "queued":
        setStatus("queued");
        return;
      case "end":
        if (message.seq > cursor.seq) onMissing(`none up to ${message.seq}`);
        else if (message.successor !== undefined && successors) continueWith(message.successor);
        else end(message.status);
        return;
      case "error":
        fail(message);
        return;
      case "heartbeat":
        checkProgress(message.heads[cursor.run] ?? 0);
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

  function receive({ first, last, chunk }: EventsReceived): void {
    const next = cursor.seq + 1;
    if (first > next) {
      onMissing(`events from ${first}`);
      return;
    }
    if (last < next) return;
    // The queued run has begun.
    if (freshStatus === "queued") setStatus("live");
    window.receive(next, last);
    cursor.advance(last);
    if (chunk) observer.onChunk(sliceEvents(chunk, next, last));
    if (!observer.acksManually || !chunk) ack(last);
  }

  function ack(seq: number): void {
    if (isOver) return;
    window.release(seq);
    if (greeting) subscribe();
    else if (window.takeDueAck()) socket.send({ type: "ack", run: cursor.run, seq });
  }

  /** Follows the run that resumes this one, when the events of this one are no longer in use. */
  function continueWith(successor: string): void {
    cursor = createRunCursor(successor, "start");
    missedAt = undefined;
    behindAt = undefined;
    greeting = socket.hello;
    subscribe();
  }

  /** Requests a missing event again, once. */
  function onMissing(got: string): void {
    if (missedAt === cursor.seq) {
      throw new ProtocolError(`connect: expected event ${cursor.seq + 1} of run "${cursor.run}", got ${got} again`);
    }
    missedAt = cursor.seq;
    socket.reconnect();
  }

  /** Reconnects if the server has more events but sent none between two heartbeats: it has lost the subscription's place. */
  function checkProgress(head: number): void {
    const isWaiting = mode === "all" && head > cursor.seq && window.heldEvents === 0 && !greeting;
    if (isWaiting && behindAt === cursor.seq) socket.reconnect();
    behindAt = isWaiting ? cursor.seq : undefined;
  }

  function fail({ code, message, retry }: ErrorMessage): void {
    if (retry) {
      socket.reconnect();
    } else if (cursor.hasSubscribed && (code === "logReplaced" || code === "cursorAhead")) {
      // The observer has events of the old log. A restart would repeat them or mix two runs.
      throw new Error(
        `connect: expected run "${cursor.run}" to continue after event ${cursor.seq}, got a different log of it: subscribe again for its events from the start`,
      );
    } else {
      throw new Error(message);
    }
  }

  function end(status: "finished" | "interrupted" | "cancelled"): void {
    close();
    observer.onStatus(status === "finished" ? "ended" : status);
    observer.onComplete();
  }

  function close(): void {
    isOver = true;
    sockets.delete(socket);
    socket.close();
  }

  const socket = openReconnectingSocket(address, socketOptions, {
    onHello(hello) {
      greeting = hello;
      behindAt = undefined;
      observer.onControl?.(hello.steering);
      subscribe();
    },
    onMessage: handle,
    onStatus(status) {
      if (status === "stale") observer.onStatus("stale");
      else setStatus(status === "fresh" ? freshStatus : status);
    },
    onEnd(error) {
      isOver = true;
      sockets.delete(socket);
      observer.onError(error);
    },
  });
  sockets.add(socket);
  return { ack, close };
}
