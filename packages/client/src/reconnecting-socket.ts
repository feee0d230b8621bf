/**
 * A connection that survives its socket: lost, it is made again as the close code says; silent, it is told as stale and then
 * taken for lost. See PROTOCOL.md, "Coming back".
 */
import {
  afterClose,
  closeCodes,
  decodeServerMessage,
  encodeClientMessage,
  ProtocolError,
  SUBPROTOCOL,
  type ClientMessage,
  type HelloMessage,
  type ReceivedMessage,
} from "@epochal/protocol";
import type { SchedulerLike, Subscription } from "rxjs";
import { backoffMs } from "./backoff.ts";

export interface SocketOptions {
  readonly webSocket: typeof WebSocket;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
  /** Says why the first connection failed. */
  readonly explainError: (address: URL, signal: AbortSignal) => Promise<string>;
}

/** What is heard on a line. */
export interface SocketListener {
  /** There is a socket, and the server has greeted: what was asked on an earlier one must be asked again. */
  onHello(hello: HelloMessage): void;
  /** Any other message. What it throws ends the line. */
  onMessage(message: ReceivedMessage): void;
  /** `stale`: nothing has come for longer than the server promised. `fresh`: something has come again. */
  onStatus(status: "connecting" | "stale" | "fresh" | "lost"): void;
  /** No connection, and no more will be made. */
  onEnd(error: Error): void;
}

export interface ReconnectingSocket {
  send(message: ClientMessage): void;
  /** Things go well: the next loss is the first. */
  resetBackoff(): void;
  /** Leaves this socket, and comes back later. */
  reconnect(): void;
  /** Nothing is heard any more. */
  close(code?: number): void;
}

/** Silence of so many heartbeats is longer than promised, and of so many means that the server is gone. */
const STALE_HEARTBEATS = 1.5;
const LOST_HEARTBEATS = 2.5;
/** How long a server may take until its `hello`. */
const HELLO_MS = 10_000;

/** Opens at once. */
export function openReconnectingSocket(
  address: URL,
  { webSocket: WebSocketClass, random, scheduler, explainError: explain }: SocketOptions,
  listener: SocketListener,
): ReconnectingSocket {
  let socket: WebSocket | undefined;
  let timer: Subscription | undefined;
  let retry: Subscription | undefined;
  let heartbeatMs: number | undefined;
  let failures = 0;
  let wasGreeted = false;
  let isStale = false;
  let isClosed = false;
  /** What a server that goes away advises. */
  let returnMs: number | undefined;
  const abort = new AbortController();

  function open(): void {
    listener.onStatus("connecting");
    heartbeatMs = undefined;
    const opened = new WebSocketClass(address, SUBPROTOCOL);
    socket = opened;
    opened.onmessage = ({ data }) => {
      if (socket === opened) receive(String(data));
    };
    opened.onclose = ({ code, reason }) => {
      if (socket === opened) onLost(code, reason);
    };
    watchForSilence();
  }

  function receive(frame: string): void {
    try {
      const message = decodeServerMessage(frame);
      if (message?.type === "hello") {
        heartbeatMs = message.heartbeatMs;
        wasGreeted = true;
      }
      onActivity();
      if (message?.type === "hello") listener.onHello(message);
      else if (message) handle(message);
    } catch (error) {
      end(error as Error, error instanceof ProtocolError ? error.code : closeCodes.done);
    }
  }

  function handle(message: ReceivedMessage): void {
    if (message.type === "draining") ({ returnMs } = message);
    listener.onMessage(message);
  }

  /** Every message shows that the server is there; a silence longer than promised, that it may not be; a long one, that it is not. */
  function onActivity(): void {
    if (isStale) listener.onStatus("fresh");
    isStale = false;
    watchForSilence();
  }

  function watchForSilence(): void {
    timer?.unsubscribe();
    const staleMs = heartbeatMs === undefined ? 0 : heartbeatMs * STALE_HEARTBEATS;
    const lostMs = heartbeatMs === undefined ? HELLO_MS : heartbeatMs * LOST_HEARTBEATS;
    const giveUp = () => onLost(closeCodes.goingAway, "the server is silent");
    if (staleMs === 0) {
      timer = scheduler.schedule(giveUp, lostMs);
      return;
    }
    timer = scheduler.schedule(() => {
      timer = scheduler.schedule(giveUp, lostMs - staleMs);
      isStale = true;
      listener.onStatus("stale");
    }, staleMs);
  }

  function onLost(code: number, reason: string): void {
    closeSocket(closeCodes.done);
    if (!wasGreeted) {
      listener.onStatus("lost");
      void explain(address, abort.signal).then((message) => end(new Error(message)));
      return;
    }
    const next = afterClose(code);
    if (next === "stop") {
      end(new Error(`connect: expected ${address.origin} to go on, got close code ${code}: ${reason}`));
    } else {
      scheduleRetry(next);
    }
  }

  function scheduleRetry(how: "backOff" | "reconnect"): void {
    listener.onStatus("lost");
    // Whoever hears of it may have had enough.
    if (isClosed) return;
    failures += 1;
    const advised = returnMs === undefined ? undefined : random() * returnMs;
    returnMs = undefined;
    // Who is told to come back at once, again and again, had better wait.
    const waitMs = advised ?? (how === "reconnect" && failures === 1 ? 0 : backoffMs(failures, random));
    retry = scheduler.schedule(open, waitMs);
  }

  /** Closes the socket and hears nothing more of it. */
  function closeSocket(code: number): void {
    timer?.unsubscribe();
    isStale = false;
    const left = socket;
    socket = undefined;
    left?.close(code);
  }

  function end(error: Error, code: number = closeCodes.done): void {
    if (isClosed) return;
    close(code);
    listener.onEnd(error);
  }

  function close(code: number = closeCodes.done): void {
    isClosed = true;
    closeSocket(code);
    retry?.unsubscribe();
    abort.abort();
  }

  open();
  return {
    send: (message) => socket?.send(encodeClientMessage(message)),
    resetBackoff() {
      failures = 0;
    },
    reconnect() {
      closeSocket(closeCodes.done);
      scheduleRetry("backOff");
    },
    close,
  };
}
