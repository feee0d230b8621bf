/** Requests that a server accepts or refuses. Each is sent until it is answered, however often the connection is lost. */
import {
  decodeClientMessage,
  encodeClientMessage,
  type ClientMessage,
  type HelloMessage,
  type ReceivedMessage,
  type ReplyMessage,
} from "@epochal/protocol";
import { Subscription } from "rxjs";
import type { Connection } from "./connection.ts";
import { openReconnectingSocket, type ReconnectingSocket, type SocketListener } from "./socket/reconnecting-socket.ts";
import { serverErrorText } from "./errors/server-error.ts";

/** The reply to an accepted request. */
export type Accepted = ReplyMessage & { readonly type: "accepted" };

export interface Request {
  /** The type of the message, for error texts: `command` or `start`. */
  readonly where: string;
  /** Builds the message with the given id and key; called for each attempt. */
  readonly message: (id: string, key: string) => ClientMessage;
  /** The idempotency key, the same in each attempt. Default: random. */
  readonly key?: string | undefined;
  /** How long to wait for the reply. */
  readonly timeoutMs: number;
  /** Advice for the caller after a timeout. */
  readonly timeoutHint: string;
  /** Returns the reason if the server cannot take such a message at all. */
  readonly check?: (message: ClientMessage, hello: HelloMessage) => string | undefined;
}

/** A refused request: the reason for programs, and whether a retry may succeed. See PROTOCOL.md. */
export interface RefusedError extends Error {
  /** The reason, such as `queueFull`. Later versions may add others. */
  readonly code: string;
  /** Whether the same request may succeed later. */
  readonly retry: boolean;
}

interface PendingRequest {
  readonly request: Request;
  readonly key: string;
  resolve(reply: Accepted): void;
  reject(error: Error): void;
  readonly timers: Subscription;
}

/** After this silence on a shared connection the pending requests are sent on a connection of their own. */
const SHARED_REPLY_MS = 5000;

/**
 * Returns a function that sends a request. Its promise resolves when the server has accepted the request, and rejects with a
 * `RefusedError` if the server refuses it.
 *
 * Requests use one connection, in their order, which is closed when none is pending: an open one that `findShared` returns,
 * else one of their own. They leave a shared connection if it ends, if it is silent, or if a message could close it.
 */
export function createRequester(
  connection: Connection,
  findShared: () => ReconnectingSocket | undefined = () => undefined,
): (request: Request) => Promise<Accepted> {
  const { random, scheduler } = connection;
  /** By message id, oldest first. */
  const pending = new Map<string, PendingRequest>();
  let socket: ReconnectingSocket | undefined;
  let isShared = false;
  /** The largest message that the server takes on the shared connection. */
  let maxSharedBytes = 0;
  let lastId = 0;

  function openOwn(): void {
    isShared = false;
    socket = openReconnectingSocket(
      connection,
      listen((error) => {
        socket = undefined;
        for (const id of pending.keys()) settle(id, error);
      }),
    );
  }

  function leaveShared(): void {
    socket?.close();
    openOwn();
  }

  /** A lost connection is left to its reconnection. */
  function leaveIfSilent(): void {
    if (isShared && socket?.hello) leaveShared();
  }

  function listen(onEnd: (error: Error) => void): SocketListener {
    return {
      onHello: (hello) => pending.forEach((_, id) => send(id, hello)),
      onMessage: receive,
      onEnd,
    };
  }

  function add(id: string): void {
    const { request, key, timers } = pending.get(id)!;
    const message = request.message(id, key);
    if (!socket) {
      const shared = findShared();
      maxSharedBytes = shared?.hello?.limits.messageBytes ?? 0;
      isShared = isSafe(message, maxSharedBytes);
      // The end of a shared connection is not an error of the requests.
      if (shared && isShared) socket = shared.share(listen(openOwn));
      else openOwn();
    } else if (isShared && !isSafe(message, maxSharedBytes)) {
      leaveShared();
    }
    if (isShared) timers.add(scheduler.schedule(leaveIfSilent, SHARED_REPLY_MS));
    if (socket?.hello) send(id, socket.hello);
  }

  function send(id: string, hello: HelloMessage): void {
    const { request, key } = pending.get(id)!;
    const message = request.message(id, key);
    const reason = request.check?.(message, hello);
    if (reason === undefined) socket?.send(message);
    else settle(id, new Error(reason));
  }

  function receive(message: ReceivedMessage): void {
    if (message.type === "accepted") settle(message.id, message);
    else if (message.type === "refused") settle(message.id, refusedError(message, pending.get(message.id)?.request));
  }

  function settle(id: string, outcome: Accepted | Error): void {
    const settled = pending.get(id);
    if (!settled) return;
    pending.delete(id);
    settled.timers.unsubscribe();
    if (outcome instanceof Error) settled.reject(outcome);
    else settled.resolve(outcome);
    if (pending.size > 0) return;
    socket?.close();
    socket = undefined;
  }

  const randomText = () => Math.floor(random() * 2 ** 53).toString(36);

  return (request) =>
    new Promise((resolve, reject) => {
      lastId += 1;
      const id = String(lastId);
      const timers = new Subscription();
      timers.add(scheduler.schedule(() => settle(id, timeoutError(request)), request.timeoutMs));
      const key = request.key ?? `${randomText()}${randomText()}-${id}`;
      pending.set(id, { request, key, resolve, reject, timers });
      add(id);
    });
}

/** Whether a message is valid and small enough, so that the server does not close the connection because of it. */
function isSafe(message: ClientMessage, maxBytes: number): boolean {
  const frame = encodeClientMessage(message);
  if (new TextEncoder().encode(frame).length > maxBytes) return false;
  try {
    decodeClientMessage(frame);
    return true;
  } catch {
    return false;
  }
}

function timeoutError({ where, timeoutMs, timeoutHint }: Request): Error {
  return new Error(`${where}: expected a reply within ${timeoutMs / 1000} s, got none: ${timeoutHint}`);
}

function refusedError(
  { code = "refused", reason, retry = false }: ReplyMessage & { type: "refused" },
  { where }: Pick<Request, "where"> = { where: "request" },
): RefusedError {
  return Object.assign(new Error(serverErrorText(where, reason)), { code, retry });
}
