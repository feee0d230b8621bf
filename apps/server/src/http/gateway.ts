/** The server's side of the network: who asks is answered, refused or let in; who is in is kept alive, and led out in the end. */
import { ServerResponse, type IncomingMessage } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { requestUrl } from "./url.ts";
import { createConnectionLimits, shuttingDown } from "./connection-limits.ts";
import { errorReply, sendReply, replyAndClose, type HttpReply } from "./http-reply.ts";
import { createSocketConnection, type Connection, type ConnectionServices } from "../socket/socket-connection.ts";
import { authorize } from "./authorize.ts";
import { drain } from "./drain.ts";
import type { Health } from "../health.ts";
import { createHttpServer } from "./http-server.ts";
import type { EventsRequest } from "./events-request.ts";
import { createResponseConnection } from "./response-connection.ts";
import { listen } from "./listen.ts";
import type { Transport } from "../metrics.ts";
import { route } from "./route.ts";
import type { Tls } from "../tls.ts";
import { createUpgrader, isWebSocketUpgrade } from "./upgrader.ts";

export interface Gateway {
  /** How many clients are connected. */
  readonly connections: number;
  /** @throws RangeError when it cannot listen there. */
  listen(port: number, host: string): Promise<AddressInfo>;
  /** Tells every client, closes connections one after another, and cuts off who has not gone a second later. */
  close(): Promise<void>;
}

export interface GatewayOptions {
  readonly token: string | undefined;
  readonly tls: Tls | undefined;
  readonly health: Health;
  /** Whether the server is going away: nobody is let in any more. */
  readonly isClosing: () => boolean;
}

/** How long clients have to go when the server closes. */
const FAREWELL_MS = 1000;

export function createGateway(service: ConnectionServices, { token, tls, health, isClosing }: GatewayOptions): Gateway {
  const { hub, limits, clock, metrics, logger, onClientFailure } = service;
  const connections = new Set<Connection>();
  const admission = createConnectionLimits(limits);
  const context = { hub, health, metrics, admission, token, isClosing };
  const upgrader = createUpgrader(token, limits, refuse);
  let accepted = 0;

  const { server, sockets } = createHttpServer(tls, limits);
  server.on("request", (request, response) => void handle(request, response));
  server.on("upgrade", upgrade);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Whoever hangs up in the middle of it is nobody's failure.
    response.on("error", () => {});
    const found = await findReply(request);
    if (response.destroyed) return;
    allowToRead(request, response);
    const say = (answer: HttpReply) => {
      told(request, answer);
      sendReply(response, answer);
    };
    if ("status" in found) {
      say(found);
    } else if (request.method === "HEAD") {
      response.writeHead(200, { "content-type": found.format.contentType }).end();
    } else {
      accept(found.format.transport, request, (onClose) =>
        createResponseConnection(response, found, service, say, onClose),
      );
    }
  }

  async function findReply(request: IncomingMessage): Promise<HttpReply | EventsRequest> {
    try {
      return await route(request, context);
    } catch (error) {
      onClientFailure(error);
      return errorReply(500, "expected an answer, got a failure of the server: try again later");
    }
  }

  /** A page that may ask may read what it is told. */
  function allowToRead(request: IncomingMessage, response: ServerResponse): void {
    const { origin } = request.headers;
    if (origin === undefined || authorize(request, token)) return;
    response.setHeader("access-control-allow-origin", origin);
    response.setHeader("vary", "origin");
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => {});
    const response = responseTo(request, socket as Socket);
    if (!response) {
      // The answer to what was asked before would come in the middle of the other protocol.
      socket.destroy();
      return;
    }
    if (!isWebSocketUpgrade(request)) {
      // Whoever would rather have another protocol can do with this one.
      response.shouldKeepAlive = false;
      response.once("finish", () => socket.end(() => socket.destroy()));
      void handle(request, response);
      return;
    }
    response.detachSocket(socket as Socket);
    if (isClosing()) {
      refuse(request, socket, shuttingDown);
      return;
    }
    const checkRoom = () => admission.check(request.socket.remoteAddress);
    upgrader.upgrade(request, socket, head, checkRoom, (opened, first, wire) =>
      accept("websocket", request, (onClose) => createSocketConnection(opened, wire, service, first, onClose)),
    );
  }

  function refuse(request: IncomingMessage, socket: Duplex, answer: HttpReply): void {
    told(request, answer);
    replyAndClose(request, socket, answer);
  }

  function told(request: IncomingMessage, { status, body }: HttpReply): void {
    metrics.replied(status);
    const { method } = request;
    const particulars = { method, path: requestUrl(request).pathname, status, address: request.socket.remoteAddress };
    if (status < 400) logger.debug(particulars, "answered");
    else logger.info({ ...particulars, ...(body as object) }, "refused");
  }

  function accept(
    transport: Transport,
    request: IncomingMessage,
    make: (onClose: (code: number | string) => void) => Connection,
  ): void {
    const address = request.socket.remoteAddress;
    const leave = admission.register(address);
    const start = clock.now();
    accepted += 1;
    const particulars = { connection: accepted, transport, address, path: requestUrl(request).pathname };
    metrics.connectionOpened(transport);
    logger.info(particulars, "connection opened");
    const connection = make((code) => {
      connections.delete(connection);
      leave();
      metrics.connectionClosed(transport, code);
      logger.info({ ...particulars, code, ms: clock.now() - start }, "connection closed");
    });
    connections.add(connection);
  }

  function beat(): void {
    for (const connection of connections) connection.beat();
    callOffBeat = clock.schedule(beat, limits.heartbeatMs);
  }
  let callOffBeat = clock.schedule(beat, limits.heartbeatMs);

  return {
    get connections() {
      return connections.size;
    },
    listen: (port, host) =>
      listen(server, port, host).catch((error: unknown) => {
        callOffBeat();
        throw error;
      }),
    async close() {
      callOffBeat();
      const gone = new Promise((resolve) => server.close(resolve));
      await drain([...connections], clock, limits.drainMs);
      const callOff = clock.schedule(() => {
        if (sockets.size > 0) logger.warn({ connections: sockets.size }, "cut off who had not gone");
        for (const socket of sockets) socket.destroy();
      }, FAREWELL_MS);
      await gone;
      callOff();
    },
  };
}

/** A way to answer a request that asks for an upgrade; none while one that came before it on its connection is not answered. */
function responseTo(request: IncomingMessage, socket: Socket): ServerResponse | undefined {
  const response = new ServerResponse(request);
  try {
    response.assignSocket(socket);
  } catch {
    return undefined;
  }
  return response;
}
