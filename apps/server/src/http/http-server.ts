/** What listens: for `http:`, or with a certificate for `https:`; and whoever has called. */
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { Socket } from "node:net";
import type { Limits } from "../limits.ts";
import type { Tls } from "../tls.ts";

export interface HttpServer {
  readonly server: Server | TlsServer;
  /** All that are open, whatever they are used for. */
  readonly sockets: ReadonlySet<Socket>;
}

/** So often it is looked for those who take too long to say what they want. */
const CHECK_MS = 1000;

export function createHttpServer(tls: Tls | undefined, { handshakeMs }: Limits): HttpServer {
  const patience = {
    headersTimeout: handshakeMs,
    requestTimeout: handshakeMs,
    connectionsCheckingInterval: Math.min(handshakeMs, CHECK_MS),
  };
  const server = tls ? createTlsServer({ ...tls, ...patience, handshakeTimeout: handshakeMs }) : createServer(patience);
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return { server, sockets };
}
