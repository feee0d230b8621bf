/** How a server is reached. */
import type { ReceivedMessage } from "@epochal/protocol";
import { asyncScheduler, type SchedulerLike } from "rxjs";
import { explainConnectError } from "./errors/explain-connect-error.ts";
import { createServerAddress, type ServerAddress } from "./server-address.ts";
import type { SocketOptions } from "./socket/reconnecting-socket.ts";

/** How the server is reached. All fields are optional. */
export interface ConnectOptions {
  /**
   * The server's token, for access and commands. Node sends it in a header; browsers, and a `webSocket` of another kind, in the
   * header that offers sub-protocols. Default: none.
   */
  readonly token?: string;
  /** The name under which all clients see the commands of this one, 1 to 64 characters. Default: none. */
  readonly name?: string | (() => string | undefined);
  /** Default: the platform's; Node has one since version 22. */
  readonly webSocket?: typeof WebSocket;
  /** Asks the server why a connection failed. Default: the platform's. */
  readonly fetch?: typeof fetch;
  /** Uniform in [0, 1), for the waits between two attempts and for idempotency keys. Default: `Math.random`. */
  readonly random?: () => number;
  /** Measures time. Default: timers. */
  readonly scheduler?: SchedulerLike;
}

export interface Connection {
  readonly address: ServerAddress;
  readonly socketOptions: SocketOptions;
  /** For plain HTTP. */
  readonly request: typeof fetch;
  readonly explainError: SocketOptions["explainError"];
}

/**
 * @param read the message in a frame of the server; undefined for a type of a later version.
 * @throws TypeError if `url` is not that of a server.
 */
export function createConnection(
  url: string,
  { webSocket = WebSocket, random = Math.random, scheduler = asyncScheduler, token, ...options }: ConnectOptions,
  read: (frame: string) => ReceivedMessage | undefined,
): Connection {
  const address = createServerAddress(url, token, webSocket);
  const request = options.fetch ?? fetch;
  const explainError = (wasOpen: boolean, signal: AbortSignal) =>
    explainConnectError(address, wasOpen, request, scheduler, signal);
  return { address, request, explainError, socketOptions: { random, scheduler, explainError, read } };
}
