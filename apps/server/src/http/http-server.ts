/** The HTTP server: `http:`, or `https:` with a certificate. */
import { createServer, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Limits } from "../limits.ts";
import { checkTls, tlsRules, type Tls } from "../tls.ts";
import { replyAndClose, type HttpReply } from "./http-reply.ts";
import { createWaitingSockets, type WaitingSockets } from "./access/waiting-sockets.ts";

export interface HttpServer {
  readonly server: Server | TlsServer;
  /** All open sockets, including those of WebSockets. */
  readonly sockets: ReadonlySet<Socket>;
  readonly waitingSockets: WaitingSockets;
  /** Uses another certificate for new connections. @throws RangeError if it cannot be used; the one before stays. */
  readonly setCertificate: (tls: Tls) => void;
}

/** How often slow requests are looked for. */
const CHECK_INTERVAL_MS = 1000;

/** @throws RangeError if the certificate cannot be used. */
export function createHttpServer(
  tls: Tls | undefined,
  { handshakeMs, waitingSockets: maxWaiting }: Limits,
): HttpServer {
  const timeouts = {
    headersTimeout: handshakeMs,
    requestTimeout: handshakeMs,
    connectionsCheckingInterval: Math.min(handshakeMs, CHECK_INTERVAL_MS),
  };
  if (tls) checkTls(tls);
  const tlsServer = tls && createTlsServer({ ...tls, ...tlsRules, ...timeouts, handshakeTimeout: handshakeMs });
  const server = tlsServer ?? createServer(timeouts);
  const sockets = new Set<Socket>();
  const waitingSockets = createWaitingSockets(maxWaiting);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    waitingSockets.add(socket);
  });
  // Node itself would reply 417 to each of them, also to hundreds on a connection whose client reads nothing.
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  function setCertificate(renewed: Tls): void {
    checkTls(renewed);
    tlsServer?.setSecureContext({ ...renewed, ...tlsRules });
  }
  return { server, sockets, waitingSockets, setCertificate };
}

/** Answers what is no request with its status and these headers, and closes the socket. */
export function rejectMalformed(server: Server, headers: HttpReply["headers"]): void {
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const status = statusOfMalformed(error, socket);
    if (status === undefined) socket.destroy();
    else replyAndClose({}, socket, { status, headers: { ...headers } });
  });
}

/** @throws RangeError if the server cannot listen there. */
export function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, host, port)));
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}

const listenErrors: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is in use; choose another one, or stop the program that uses it",
  EACCES: "this user may not use the port; choose one above 1023",
  EADDRNOTAVAIL: "the host is not an address of this machine",
  ENOTFOUND: "the host is not an address of this machine",
};

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const reason = listenErrors[error.code ?? ""] ?? error.message;
  return new RangeError(`serve: cannot listen on ${host}:${port}: ${reason}`, { cause: error });
}

/**
 * The status for what is no valid request; undefined if there is nothing to reply: the connection or its encryption has failed, or a
 * reply has begun.
 */
function statusOfMalformed({ code = "" }: NodeJS.ErrnoException, socket: Duplex): number | undefined {
  if (!socket.writable || hasReplied(socket)) return undefined;
  if (code === "HPE_HEADER_OVERFLOW") return 431;
  if (code === "HPE_CHUNK_EXTENSIONS_OVERFLOW") return 413;
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return 408;
  return code.startsWith("HPE_") ? 400 : undefined;
}

/** Whether a reply to a request on this socket has begun: a second one would arrive in the middle of it. */
function hasReplied(socket: Duplex): boolean {
  return (socket as { _httpMessage?: ServerResponse })._httpMessage?.headersSent === true;
}
