/**
 * Follows a run on a server: every event once and in order, from the first on or from a cursor; a lost connection is made
 * again and goes on where it was. See PROTOCOL.md, "Coming back".
 */
import {
  createUnackedRanges,
  ProtocolError,
  type ErrorMessage,
  type HelloMessage,
  type ReceivedMessage,
} from "@epochal/protocol";
import { eventsOf } from "@epochal/stream/events";
import { openReconnectingSocket, type SocketOptions } from "./reconnecting-socket.ts";
import { createRunCursor } from "./run-cursor.ts";
import type { RunFollower, FollowStatus, RunObserver, SubscribeOptions } from "./run-observer.ts";

type EventsReceived = ReceivedMessage & { readonly type: "events" };

export function followRun(
  address: URL,
  wanted: string,
  wish: SubscribeOptions,
  options: SocketOptions,
  watcher: RunObserver,
): RunFollower {
  const { mode, every, perSecond } = wish;
  const position = createRunCursor(wanted, wish.after);
  const unacked = createUnackedRanges();
  /** Of a socket on which nothing has been asked for yet. */
  let greeting: HelloMessage | undefined;
  /** The window in force; undefined where there is none. */
  let window: number | undefined;
  /** Done with, and not acknowledged. */
  let unacknowledged = 0;
  /** How it stood before it became stale. */
  let fresh: FollowStatus = "connecting";
  /** Where an event was missing before. */
  let missedAt: number | undefined;
  /** Where it was when the last heartbeat said that there is more. */
  let behindAt: number | undefined;
  let isOver = false;

  function become(status: FollowStatus): void {
    fresh = status;
    watcher.onStatus(status);
  }

  /** Who has not done with what has come asks for no more: so a window's worth is all there ever is, however often it is lost. */
  function subscribe(): void {
    if (!greeting || unacked.size > 0) return;
    window = Math.min(wish.window, greeting.limits.window);
    greeting = undefined;
    unacknowledged = 0;
    line.send({
      type: "subscribe",
      id: "run",
      run: position.run,
      after: position.after,
      mode,
      ...(every !== undefined && { every }),
      ...(perSecond !== undefined && { perSecond }),
      window,
    });
  }

  function apply(message: ReceivedMessage): void {
    if ("run" in message && message.type !== "subscribed" && message.run !== position.run) return;
    switch (message.type) {
      case "subscribed":
        position.subscribed(message);
        // A server that keeps no window says so by saying nothing.
        window = message.window && window && Math.min(window, message.window);
        line.resetBackoff();
        watcher.onRun(message.run);
        become("replaying");
        return;
      case "events":
        takeEvents(message);
        return;
      case "gap":
        if (message.from > position.seq + 1) {
          miss(`a gap from ${message.from}`);
        } else if (message.to > position.seq) {
          position.advance(message.to);
          watcher.onGap(message);
        }
        return;
      case "caughtUp":
        if (message.seq > position.seq) miss(`none up to ${message.seq}`);
        else become("live");
        return;
      case "queued":
        become("queued");
        return;
      case "end":
        if (message.seq > position.seq) miss(`none up to ${message.seq}`);
        else end(message.status);
        return;
      case "error":
        refuse(message);
        return;
      case "heartbeat":
        compare(message.heads[position.run] ?? 0);
        return;
      case "hello":
      case "accepted":
      case "refused":
      case "draining":
      case "pong":
    }
  }

  function takeEvents({ first, last, chunk }: EventsReceived): void {
    const { seq } = position;
    if (first > seq + 1) {
      miss(`events from ${first}`);
      return;
    }
    if (last <= seq) return;
    // Its turn has come.
    if (fresh === "queued") become("live");
    unacked.add(seq + 1, last);
    if (window !== undefined && unacked.size + unacknowledged > window) {
      throw new ProtocolError(`events: expected at most ${window} that are not acknowledged, got more`);
    }
    position.advance(last);
    if (chunk) {
      for (const event of eventsOf(chunk, seq)) {
        if (isOver) return;
        watcher.onEvent(event);
      }
    }
    if (!watcher.acksManually || !chunk) done(last);
  }

  function done(seq: number): void {
    if (isOver) return;
    unacknowledged += unacked.ack(seq);
    if (greeting) {
      subscribe();
    } else if (window !== undefined) {
      const isDue = mode === "latest" ? unacked.size === 0 : unacknowledged >= window / 4;
      if (!isDue || unacknowledged === 0) return;
      unacknowledged = 0;
      line.send({ type: "ack", run: position.run, seq });
    }
  }

  /** Nothing is left out in silence: what is missing is asked for again, once. */
  function miss(got: string): void {
    if (missedAt === position.seq) {
      throw new ProtocolError(`connect: expected event ${position.seq + 1} of run "${position.run}", got ${got} again`);
    }
    missedAt = position.seq;
    line.reconnect();
  }

  /** A server that has more, and has sent nothing from one heartbeat to the next to one who waits for it, has lost its place. */
  function compare(head: number): void {
    const isWaiting = mode === "all" && head > position.seq && unacked.size === 0 && !greeting;
    if (isWaiting && behindAt === position.seq) line.reconnect();
    behindAt = isWaiting ? position.seq : undefined;
  }

  function refuse({ code, message, retry }: ErrorMessage): void {
    if (retry) {
      line.reconnect();
    } else if (position.isSubscribed && (code === "logReplaced" || code === "cursorAhead")) {
      // What was told is of the old log: going on from the start would tell it twice, or mix two runs.
      throw new Error(
        `connect: expected run "${position.run}" to go on after event ${position.seq}, got another log of it: subscribe again for its events from the start`,
      );
    } else {
      throw new Error(message);
    }
  }

  function end(status: "finished" | "interrupted" | "cancelled"): void {
    close();
    watcher.onStatus(status === "finished" ? "ended" : status);
    watcher.onComplete();
  }

  function close(): void {
    isOver = true;
    line.close();
  }

  const line = openReconnectingSocket(address, options, {
    onHello(hello) {
      greeting = hello;
      behindAt = undefined;
      subscribe();
    },
    onMessage: apply,
    onStatus(status) {
      if (status === "stale") watcher.onStatus("stale");
      else become(status === "fresh" ? fresh : status);
    },
    onEnd(error) {
      isOver = true;
      watcher.onError(error);
    },
  });
  return { ack: done, close };
}
