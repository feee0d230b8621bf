/**
 * A WebSocket that reconnects: after a loss, as the close code says, and after a long silence of the server.
 * See PROTOCOL.md, "Reconnecting".
 */
import {
  afterClose,
  closeCodes,
  encodeClientMessage,
  ProtocolError,
  type ClientMessage,
  type HelloMessage,
  type ReceivedMessage,
} from "@epochal/protocol";
import type { SchedulerLike } from "rxjs";
import type { ConnectError } from "../errors/explain-connect-error.ts";
import type { ServerAddress } from "../server-address.ts";
import { attemptConnection, type ConnectionAttempt } from "./connection-attempt.ts";
import { createRetryTimer } from "./retry-timer.ts";
import { createSilenceTimer } from "./silence-timer.ts";

export interface SocketOptions {
  /** Uniform in [0, 1), for the waits between two attempts. */
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
  /** Resolves to the reason why a connection failed before `hello`; `wasOpen`: after the handshake. */
  readonly explainError: (wasOpen: boolean, signal: AbortSignal) => Promise<ConnectError>;
  /** The message in a frame; undefined for a type of a later version. An exception closes the socket and becomes its error. */
  readonly read: (frame: string) => ReceivedMessage | undefined;
}

export interface SocketListener {
  /** A connection is open. Requests that were sent on an earlier one must be sent again. */
  onHello(hello: HelloMessage): void;
  /** Any other message. An exception closes the socket and becomes its error. */
  onMessage(message: ReceivedMessage): void;
  /** `stale`: the server has been silent for longer than it promised. `fresh`: a message has arrived again. */
  onStatus?(status: "connecting" | "stale" | "fresh" | "lost"): void;
  /** There is no connection, and there will be no further attempt. */
  onEnd(error: Error): void;
}

/** A socket as one of its listeners sees it. */
export interface ReconnectingSocket {
  /** The greeting of the open connection; undefined without one. */
  readonly hello: HelloMessage | undefined;
  /** Whether the server has been silent for longer than it promised. */
  readonly isStale: boolean;
  /** Sends a message; without a connection it is dropped. */
  send(message: ClientMessage): void;
  /** A subscription has begun: once it has lasted, the next loss counts as the first one. */
  confirm(): void;
  /** Closes the connection, and opens another after a wait. */
  reconnect(): void;
  /** The same connection for one more listener. It stays open until all its listeners have closed it. */
  share(listener: SocketListener): ReconnectingSocket;
  /** Removes this listener. */
  close(): void;
}

/** A server that restarts may fail a few handshakes; a proxy that takes no WebSockets fails all of them. */
const MAX_FAILED_HANDSHAKES = 5;

/** Opens a connection immediately. */
export function openReconnectingSocket(
  address: ServerAddress,
  { random, scheduler, explainError, read }: SocketOptions,
  firstListener: SocketListener,
): ReconnectingSocket {
  const listeners = new Set<SocketListener>();
  /** The newest, whether or not it is closed. */
  let attempt: ConnectionAttempt | undefined;
  let hello: HelloMessage | undefined;
  let wasGreeted = false;
  /** Handshakes in a row that failed although plain HTTP reaches the server. */
  let failedHandshakes = 0;
  const abort = new AbortController();
  const retry = createRetryTimer(random, scheduler);
  const silence = createSilenceTimer(
    scheduler,
    (status) => notify((listener) => listener.onStatus?.(status)),
    () => onLost(closeCodes.goingAway, "the server is silent"),
  );

  function notify(call: (listener: SocketListener) => void): void {
    for (const listener of listeners) call(listener);
  }

  function open(): void {
    notify((listener) => listener.onStatus?.("connecting"));
    attempt = attemptConnection(address, { onFrame: receive, onLost, onRefused });
    silence.restart(undefined);
  }

  function receive(frame: string): void {
    try {
      const message = read(frame);
      if (message?.type === "hello") {
        hello = message;
        wasGreeted = true;
        failedHandshakes = 0;
      } else if (message && !hello) {
        throw new ProtocolError(`connect: expected hello as the first message, got ${message.type}`);
      }
      silence.restart(hello?.heartbeatMs);
      if (message?.type === "hello") {
        notify((listener) => listener.onHello(message));
      } else if (message) {
        if (message.type === "draining") retry.advise(message.returnMs);
        notify((listener) => listener.onMessage(message));
      }
    } catch (error) {
      end(error as Error, error instanceof ProtocolError ? error.code : closeCodes.done);
    }
  }

  function onLost(code: number, reason: string): void {
    closeConnection(closeCodes.done);
    const next = afterClose(code);
    if (next === "stop") {
      end(new Error(`connect: expected ${address.name} to continue, got close code ${code}: ${reason}`));
    } else if (wasGreeted) {
      scheduleRetry(next);
    } else {
      explain();
    }
  }

  function onRefused(): void {
    closeConnection(closeCodes.done);
    explain();
  }

  function explain(): void {
    notify((listener) => listener.onStatus?.("lost"));
    void explainError(attempt!.wasOpen, abort.signal).then(retryOrEnd);
  }

  /** A server that is reachable may have started just now; on a later connection it may have another token. */
  function retryOrEnd({ text, found, retryAfterMs }: ConnectError): void {
    if (listeners.size === 0) return;
    failedHandshakes = found === "server" && !attempt!.wasOpen ? failedHandshakes + 1 : 0;
    if (!wasGreeted && failedHandshakes === 1) open();
    else if (!wasGreeted || found === "refusal" || failedHandshakes > MAX_FAILED_HANDSHAKES) end(new Error(text));
    else retry.schedule(open, "backOff", retryAfterMs);
  }

  function scheduleRetry(how: "backOff" | "reconnect"): void {
    notify((listener) => listener.onStatus?.("lost"));
    // A listener may close the socket when it is lost.
    if (listeners.size > 0) retry.schedule(open, how);
  }

  /** Closes the connection and ignores what still arrives on it. */
  function closeConnection(code: number): void {
    silence.stop();
    hello = undefined;
    attempt?.close(code);
  }

  function end(error: Error, code: number = closeCodes.done): void {
    const ended = [...listeners];
    listeners.clear();
    close(code);
    for (const listener of ended) listener.onEnd(error);
  }

  function close(code: number): void {
    closeConnection(code);
    retry.cancel();
    abort.abort();
  }

  function share(listener: SocketListener): ReconnectingSocket {
    listeners.add(listener);
    return {
      get hello() {
        return hello;
      },
      get isStale() {
        return silence.isStale;
      },
      send: (message) => attempt?.send(encodeClientMessage(message)),
      confirm: () => retry.begin(),
      reconnect() {
        closeConnection(closeCodes.done);
        scheduleRetry("backOff");
      },
      share,
      close() {
        if (listeners.delete(listener) && listeners.size === 0) close(closeCodes.done);
      },
    };
  }

  const shared = share(firstListener);
  open();
  return shared;
}
