/** The network side of the server: replies to requests, accepts connections, keeps them alive, and closes them at shutdown. */
import { ServerResponse, type IncomingMessage } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Access, ConnectionServices } from "../connection.ts";
import type { Health } from "../health.ts";
import { createSocketConnection } from "../socket/socket-connection.ts";
import type { Tls } from "../tls.ts";
import { authorize, type AccessRules } from "./access/authorize.ts";
import { clientAddress } from "./access/client-address.ts";
import { createConnectionLimits, shuttingDown } from "./access/connection-limits.ts";
import { corsHeaders, preflightReply } from "./access/cors.ts";
import { checkRequest } from "./check-request.ts";
import { drain } from "./drain.ts";
import type { HttpReply } from "./http-reply.ts";
import { createHttpServer, listen, rejectMalformed } from "./http-server.ts";
import { createRequestGate } from "./one-at-a-time.ts";
import { createOpenConnections } from "./open-connections.ts";
import { createReplier } from "./replier.ts";
import { createResponseConnection } from "./events/response-connection.ts";
import { createModelReplier } from "./replies/model-reply.ts";
import { createPageServer, type Page } from "./replies/page.ts";
import { route } from "./route.ts";
import { securityHeaders } from "./security-headers.ts";
import { createUpgrader, isWebSocketUpgrade } from "./upgrader.ts";

export interface Gateway {
  /** The number of connected clients. */
  readonly connections: number;
  /** @throws RangeError if the server cannot listen there. */
  listen(port: number, host: string): Promise<AddressInfo>;
  /** Uses another certificate for new connections. */
  readonly setCertificate: (tls: Tls) => void;
  /** Announces the shutdown, closes connections one after another, and destroys those that are still open a second later. */
  close(): Promise<void>;
}

export interface GatewayOptions {
  readonly rules: AccessRules;
  /** Whether every request comes through a proxy that names its client. */
  readonly trustsProxy: boolean;
  readonly tls: Tls | undefined;
  readonly health: Health;
  readonly page: Page | undefined;
  /** Origins whose pages may show the page in a frame. */
  readonly framingOrigins: readonly string[];
  /** Whether the server is shutting down: it accepts no more connections. */
  readonly isClosing: () => boolean;
}

/** How long clients may take to close their connections at shutdown. */
const CLOSE_TIMEOUT_MS = 1000;

export function createGateway(
  services: ConnectionServices,
  { rules, trustsProxy, tls, health, page, framingOrigins, isClosing }: GatewayOptions,
): Gateway {
  const { hub, limits, clock, metrics, jobs, logger } = services;
  const connectionLimits = createConnectionLimits(limits);
  const findPageFile = createPageServer(page, framingOrigins);
  const modelReply = createModelReplier(hub);
  const context = { hub, modelReply, health, metrics, jobs, connectionLimits, trustsProxy, findPageFile, isClosing };
  const addressOf = (request: IncomingMessage) => clientAddress(request, trustsProxy);
  const secure = securityHeaders(tls !== undefined);
  const { server, sockets, waitingSockets, setCertificate } = createHttpServer(tls, limits);
  const { handle, reply, replyToUpgrade } = createReplier(services, secure, addressOf);
  const upgrader = createUpgrader(rules, limits, replyToUpgrade);
  const connections = createOpenConnections(services, connectionLimits, waitingSockets, addressOf);
  const isNext = createRequestGate(clock, limits.handshakeMs);
  server.on("request", (request, response) => {
    waitingSockets.renew(request.socket);
    if (isNext(request, response)) handle(request, response, () => respond(request, response));
  });
  server.on("upgrade", upgrade);
  rejectMalformed(server, secure);

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = checkRequest(request);
    const access = refusal ?? authorize(request, rules);
    describeAccess(access, request, response);
    const target = refusal ?? preflightReply(request, rules.allowedOrigins) ?? (await route(request, access, context));
    if (response.destroyed) return;
    if ("status" in target) {
      reply(request, response, target);
    } else if (request.method === "HEAD") {
      response.writeHead(200, { "content-type": target.format.contentType }).end();
    } else {
      const refuse = (refusal: HttpReply) => reply(request, response, refusal);
      connections.add(target.format.transport, request, (onClose) =>
        createResponseConnection(response, target, services, refuse, onClose),
      );
    }
  }

  function describeAccess(access: Access | HttpReply, request: IncomingMessage, response: ServerResponse): void {
    const isAuthorized = !("status" in access);
    if (isAuthorized) response.setHeader("epochal-steering", String(access.mayControl));
    const cors = corsHeaders(request, isAuthorized, rules.allowedOrigins);
    for (const [name, value] of Object.entries({ ...secure, ...cors })) response.setHeader(name, value);
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => {});
    const response = responseTo(request, socket as Socket);
    if (!response) {
      // The response to an earlier request would arrive in the middle of the new protocol.
      socket.destroy();
      return;
    }
    if (!isWebSocketUpgrade(request)) {
      // An upgrade is optional (RFC 9110, §7.8): reply to the request as plain HTTP.
      response.shouldKeepAlive = false;
      response.once("finish", () => socket.end(() => socket.destroy()));
      handle(request, response, () => respond(request, response));
      return;
    }
    response.detachSocket(socket as Socket);
    if (isClosing()) {
      replyToUpgrade(request, socket, shuttingDown);
      return;
    }
    const checkLimits = () => connectionLimits.check(addressOf(request));
    upgrader.upgrade(request, socket, head, checkLimits, (webSocket, access, subscribe, wire) =>
      connections.add("websocket", request, (onClose) =>
        createSocketConnection(webSocket, wire, services, access, subscribe, onClose),
      ),
    );
  }

  return {
    get connections() {
      return connections.all().length;
    },
    listen: (port, host) =>
      listen(server, port, host).catch((error: unknown) => {
        connections.stopBeats();
        throw error;
      }),
    setCertificate,
    async close() {
      connections.stopBeats();
      const closed = new Promise((resolve) => server.close(resolve));
      await drain(connections.all(), clock, limits.drainMs);
      const cancelTimeout = clock.schedule(() => {
        if (sockets.size > 0) logger.warn({ connections: sockets.size }, "open connections destroyed");
        for (const socket of sockets) socket.destroy();
      }, CLOSE_TIMEOUT_MS);
      await closed;
      cancelTimeout();
    },
  };
}

/** A response to an upgrade request; undefined while an earlier request on its connection has no response. */
function responseTo(request: IncomingMessage, socket: Socket): ServerResponse | undefined {
  const response = new ServerResponse(request);
  try {
    response.assignSocket(socket);
  } catch {
    return undefined;
  }
  return response;
}
