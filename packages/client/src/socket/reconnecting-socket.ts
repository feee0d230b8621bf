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
import type { Connection } from "../connection.ts";
import type { ConnectError } from "../errors/explain-connect-error.ts";
import { createRetryTimer, type RetryTimer } from "./retry-timer.ts";
import { createSilenceTimer, type SilenceTimer } from "./silence-timer.ts";

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

/** One connection. Its end is reported once, and not if it was closed here. */
interface Attempt {
  readonly socket: WebSocket;
  /** Whether the handshake has succeeded. */
  wasOpen: boolean;
  /** Whether it was closed here: what still arrives is ignored. */
  isClosed: boolean;
}

/** One connection after another, and its listeners. */
interface SharedSocket {
  readonly connection: Connection;
  readonly listeners: Set<SocketListener>;
  readonly abort: AbortController;
  readonly retry: RetryTimer;
  readonly silence: SilenceTimer;
  /** The newest, whether or not it is closed. */
  attempt?: Attempt;
  hello: HelloMessage | undefined;
  wasGreeted: boolean;
  /** Handshakes in a row that failed although plain HTTP reaches the server. */
  failedHandshakes: number;
}

/** Opens a connection immediately. */
export function openReconnectingSocket(connection: Connection, listener: SocketListener): ReconnectingSocket {
  const { random, scheduler } = connection;
  const shared: SharedSocket = {
    connection,
    listeners: new Set(),
    abort: new AbortController(),
    retry: createRetryTimer(random, scheduler),
    silence: createSilenceTimer(
      scheduler,
      (status) => notify(shared, status),
      () => onLost(shared, closeCodes.goingAway, "the server is silent"),
    ),
    hello: undefined,
    wasGreeted: false,
    failedHandshakes: 0,
  };
  const socket = share(shared, listener);
  open(shared);
  return socket;
}

function share(shared: SharedSocket, listener: SocketListener): ReconnectingSocket {
  const { listeners, silence, retry } = shared;
  listeners.add(listener);
  return {
    get hello() {
      return shared.hello;
    },
    get isStale() {
      return silence.isStale;
    },
    send(message) {
      const { attempt } = shared;
      if (attempt && !attempt.isClosed) attempt.socket.send(encodeClientMessage(message));
    },
    confirm: () => retry.begin(),
    reconnect() {
      closeConnection(shared, closeCodes.done);
      scheduleRetry(shared, "backOff");
    },
    share: (another) => share(shared, another),
    close() {
      if (listeners.delete(listener) && listeners.size === 0) close(shared, closeCodes.done);
    },
  };
}

function notify({ listeners }: SharedSocket, status: "connecting" | "stale" | "fresh" | "lost"): void {
  for (const listener of listeners) listener.onStatus?.(status);
}

function open(shared: SharedSocket): void {
  notify(shared, "connecting");
  const socket = shared.connection.address.openSocket();
  const attempt: Attempt = { socket, wasOpen: false, isClosed: false };
  shared.attempt = attempt;
  socket.onopen = () => (attempt.wasOpen = true);
  socket.onmessage = ({ data }) => {
    attempt.wasOpen = true;
    if (!attempt.isClosed) receive(shared, String(data));
  };
  socket.onclose = ({ code, reason }) => {
    if (attempt.isClosed) return;
    if (attempt.wasOpen) onLost(shared, code, reason);
    else onRefused(shared);
  };
  // Node 22 does not close a WebSocket whose handshake has failed.
  socket.onerror = () => {
    if (!attempt.isClosed && !attempt.wasOpen) onRefused(shared);
  };
  shared.silence.restart(undefined);
}

/** The handshake has failed. A WebSocket reports neither its status nor why it failed. */
function onRefused(shared: SharedSocket): void {
  closeConnection(shared, closeCodes.done);
  explain(shared);
}

function receive(shared: SharedSocket, frame: string): void {
  const { connection, listeners, silence, retry } = shared;
  try {
    const message = connection.read(frame);
    if (message?.type === "hello") {
      shared.hello = message;
      shared.wasGreeted = true;
      shared.failedHandshakes = 0;
    } else if (message && !shared.hello) {
      throw new ProtocolError(`connect: expected hello as the first message, got ${message.type}`);
    }
    silence.restart(shared.hello?.heartbeatMs);
    if (message?.type === "draining") retry.advise(message.returnMs);
    for (const listener of listeners) {
      if (message?.type === "hello") listener.onHello(message);
      else if (message) listener.onMessage(message);
    }
  } catch (error) {
    end(shared, error as Error, error instanceof ProtocolError ? error.code : closeCodes.done);
  }
}

function onLost(shared: SharedSocket, code: number, reason: string): void {
  closeConnection(shared, closeCodes.done);
  const next = afterClose(code);
  if (next === "stop") {
    const { name } = shared.connection.address;
    end(shared, new Error(`connect: expected ${name} to continue, got close code ${code}: ${reason}`));
  } else if (shared.wasGreeted) {
    scheduleRetry(shared, next);
  } else {
    explain(shared);
  }
}

function explain(shared: SharedSocket): void {
  const { connection, attempt, abort } = shared;
  notify(shared, "lost");
  void connection.explainError(attempt!.wasOpen, abort.signal).then((error) => retryOrEnd(shared, error));
}

/** A server that is reachable may have started just now; on a later connection it may have another token. */
function retryOrEnd(shared: SharedSocket, { text, found, retryAfterMs }: ConnectError): void {
  const { listeners, attempt, wasGreeted, retry } = shared;
  if (listeners.size === 0) return;
  shared.failedHandshakes = found === "server" && !attempt!.wasOpen ? shared.failedHandshakes + 1 : 0;
  const { failedHandshakes } = shared;
  if (!wasGreeted && failedHandshakes === 1) open(shared);
  else if (!wasGreeted || found === "refusal" || failedHandshakes > MAX_FAILED_HANDSHAKES) end(shared, new Error(text));
  else retry.schedule(() => open(shared), "backOff", retryAfterMs);
}

function scheduleRetry(shared: SharedSocket, how: "backOff" | "reconnect"): void {
  notify(shared, "lost");
  // A listener may close the socket when it is lost.
  if (shared.listeners.size > 0) shared.retry.schedule(() => open(shared), how);
}

/** Closes the connection and ignores what still arrives on it. */
function closeConnection(shared: SharedSocket, code: number): void {
  const { silence, attempt } = shared;
  silence.stop();
  shared.hello = undefined;
  if (!attempt || attempt.isClosed) return;
  // First: Node 22 reports closing a WebSocket that has failed as another error, at once.
  attempt.isClosed = true;
  attempt.socket.close(code);
}

function end(shared: SharedSocket, error: Error, code: number = closeCodes.done): void {
  const ended = [...shared.listeners];
  shared.listeners.clear();
  close(shared, code);
  for (const listener of ended) listener.onEnd(error);
}

function close(shared: SharedSocket, code: number): void {
  closeConnection(shared, code);
  shared.retry.cancel();
  shared.abort.abort();
}
