/** How a server is reached. */
import type { ReceivedMessage } from "@epochal/protocol";
import { asyncScheduler, type SchedulerLike } from "rxjs";
import { explainConnectError, type ConnectError } from "./errors/explain-connect-error.ts";
import { createServerAddress, type ServerAddress } from "./server-address.ts";

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
  /** See `ConnectOptions`. */
  readonly name: ConnectOptions["name"];
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
  /** For plain HTTP. */
  readonly request: typeof fetch;
  /** Resolves to the reason why a connection failed before `hello`; `wasOpen`: after the handshake. */
  readonly explainError: (wasOpen: boolean, signal: AbortSignal) => Promise<ConnectError>;
  /** The message in a frame; undefined for a type of a later version. An exception closes the socket and becomes its error. */
  readonly read: (frame: string) => ReceivedMessage | undefined;
}

/**
 * @param read see `Connection`.
 * @throws TypeError if `url` is not that of a server.
 */
export function createConnection(
  url: string,
  { webSocket = WebSocket, random = Math.random, scheduler = asyncScheduler, token, ...options }: ConnectOptions,
  read: Connection["read"],
): Connection {
  const address = createServerAddress(url, token, webSocket);
  const request = options.fetch ?? fetch;
  const explainError: Connection["explainError"] = (wasOpen, signal) =>
    explainConnectError(address, wasOpen, request, scheduler, signal);
  return { address, name: options.name, random, scheduler, request, explainError, read };
}
