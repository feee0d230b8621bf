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

export interface LineOptions {
  readonly webSocket: typeof WebSocket;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
  /** Says why the first connection failed. */
  readonly explain: (address: URL, signal: AbortSignal) => Promise<string>;
}

/** What is heard on a line. */
export interface LineListener {
  /** There is a socket, and the server has greeted: what was asked on an earlier one must be asked again. */
  onHello(hello: HelloMessage): void;
  /** Any other message. What it throws ends the line. */
  onMessage(message: ReceivedMessage): void;
  /** `stale`: nothing has come for longer than the server promised. `fresh`: something has come again. */
  onStatus(status: "connecting" | "stale" | "fresh" | "lost"): void;
  /** No connection, and no more will be made. */
  onEnd(error: Error): void;
}

export interface Line {
  send(message: ClientMessage): void;
  /** Things go well: the next loss is the first. */
  succeed(): void;
  /** Leaves this socket, and comes back later. */
  comeBack(): void;
  /** Nothing is heard any more. */
  close(code?: number): void;
}

/** Silence of so many heartbeats is longer than promised, and of so many means that the server is gone. */
const STALE_HEARTBEATS = 1.5;
const LOST_HEARTBEATS = 2.5;
/** How long a server may take until its `hello`. */
const HELLO_MS = 10_000;

/** Opens at once. */
export function openLine(
  address: URL,
  { webSocket: WebSocketClass, random, scheduler, explain }: LineOptions,
  listener: LineListener,
): Line {
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
  const gone = new AbortController();

  function open(): void {
    listener.onStatus("connecting");
    heartbeatMs = undefined;
    const opened = new WebSocketClass(address, SUBPROTOCOL);
    socket = opened;
    opened.onmessage = ({ data }) => {
      if (socket === opened) receive(String(data));
    };
    opened.onclose = ({ code, reason }) => {
      if (socket === opened) lost(code, reason);
    };
    listen();
  }

  function receive(frame: string): void {
    try {
      const message = decodeServerMessage(frame);
      if (message?.type === "hello") {
        heartbeatMs = message.heartbeatMs;
        wasGreeted = true;
      }
      heard();
      if (message?.type === "hello") listener.onHello(message);
      else if (message) hear(message);
    } catch (error) {
      end(error as Error, error instanceof ProtocolError ? error.code : closeCodes.done);
    }
  }

  function hear(message: ReceivedMessage): void {
    if (message.type === "draining") ({ returnMs } = message);
    listener.onMessage(message);
  }

  /** Every message shows that the server is there; a silence longer than promised, that it may not be; a long one, that it is not. */
  function heard(): void {
    if (isStale) listener.onStatus("fresh");
    isStale = false;
    listen();
  }

  function listen(): void {
    timer?.unsubscribe();
    const staleMs = heartbeatMs === undefined ? 0 : heartbeatMs * STALE_HEARTBEATS;
    const lostMs = heartbeatMs === undefined ? HELLO_MS : heartbeatMs * LOST_HEARTBEATS;
    const giveUp = () => lost(closeCodes.goingAway, "the server is silent");
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

  function lost(code: number, reason: string): void {
    leave(closeCodes.done);
    if (!wasGreeted) {
      listener.onStatus("lost");
      void explain(address, gone.signal).then((message) => end(new Error(message)));
      return;
    }
    const next = afterClose(code);
    if (next === "stop") {
      end(new Error(`connect: expected ${address.origin} to go on, got close code ${code}: ${reason}`));
    } else {
      wait(next);
    }
  }

  function wait(how: "backOff" | "comeBack"): void {
    listener.onStatus("lost");
    // Whoever hears of it may have had enough.
    if (isClosed) return;
    failures += 1;
    const advised = returnMs === undefined ? undefined : random() * returnMs;
    returnMs = undefined;
    // Who is told to come back at once, again and again, had better wait.
    const waitMs = advised ?? (how === "comeBack" && failures === 1 ? 0 : backoffMs(failures, random));
    retry = scheduler.schedule(open, waitMs);
  }

  /** Closes the socket and hears nothing more of it. */
  function leave(code: number): void {
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
    leave(code);
    retry?.unsubscribe();
    gone.abort();
  }

  open();
  return {
    send: (message) => socket?.send(encodeClientMessage(message)),
    succeed() {
      failures = 0;
    },
    comeBack() {
      leave(closeCodes.done);
      wait("backOff");
    },
    close,
  };
}
