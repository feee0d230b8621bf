/** Upgrades requests to WebSockets. Every refusal happens before the upgrade, as plain HTTP. */
import { excerpt, SUBPROTOCOL, TOKEN_SUBPROTOCOL } from "@epochal/protocol";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { Access } from "../connection.ts";
import type { Limits } from "../limits.ts";
import type { SubscribeRequest } from "../subscription/subscriptions.ts";
import { authorize, offeredProtocols, type AccessRules } from "./access/authorize.ts";
import { checkRequest } from "./check-request.ts";
import { errorReply, type HttpReply } from "./http-reply.ts";
import { hasBody } from "./one-at-a-time.ts";
import { isSocketPath, requestUrl, subscribeRequestOf } from "./url.ts";

export interface Upgrader {
  /** Calls back synchronously with the WebSocket and the subscription that its URL describes, or refuses the upgrade. */
  upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    checkLimits: () => HttpReply | undefined,
    onSocket: (webSocket: WebSocket, access: Access, subscribe: SubscribeRequest | undefined, wire: Duplex) => void,
  ): void;
}

/** @param refuse sends the reply to a request that is not upgraded. */
export function createUpgrader(
  rules: AccessRules,
  { messageBytes, startBytes }: Limits,
  refuse: (request: IncomingMessage, socket: Duplex, reply: HttpReply) => void,
): Upgrader {
  const createServer = (maxPayload: number) => {
    const server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      // The connection sends the pongs, to account for them in its buffer.
      autoPong: false,
      // One message in each turn of the event loop: those of a client that sends many at once delay no other client.
      allowSynchronousEvents: false,
      maxPayload,
      handleProtocols: () => SUBPROTOCOL,
    });
    server.on("wsClientError", (error, socket, request) => {
      const reason = `expected a WebSocket handshake, got: ${error.message}`;
      refuse(request, socket, errorReply(400, reason, { "sec-websocket-version": "13" }));
    });
    return server;
  };
  const watchServer = createServer(messageBytes);
  // Only a client that may control sends `start`, the only larger message.
  const controlServer = createServer(Math.max(messageBytes, startBytes));

  return {
    upgrade(request, socket, head, checkLimits, onSocket) {
      const subscribe = subscribeRequestOf(requestUrl(request));
      const access = checkRequest(request) ?? authorize(request, rules);
      if ("status" in access) return refuse(request, socket, access);
      const refusal = checkPath(request) ?? checkHandshake(request) ?? checkProtocols(request) ?? checkLimits();
      if (refusal) return refuse(request, socket, refusal);
      if (subscribe && "status" in subscribe) return refuse(request, socket, subscribe);
      const server = access.mayControl ? controlServer : watchServer;
      server.handleUpgrade(request, socket, head, (webSocket) => onSocket(webSocket, access, subscribe, socket));
    },
  };
}

/** Whether an upgrade request is for a WebSocket. Other protocols are not supported. */
export function isWebSocketUpgrade({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === "websocket";
}

function checkPath(request: IncomingMessage): HttpReply | undefined {
  const { pathname } = requestUrl(request);
  return isSocketPath(pathname)
    ? undefined
    : errorReply(404, `expected /v1 or /v1/watch/RUN, got ${excerpt(pathname)}`);
}

/** RFC 6455, §4.1. A body would be read as messages. */
function checkHandshake({ headers, httpVersion }: IncomingMessage): HttpReply | undefined {
  if (hasBody(headers)) return errorReply(400, "expected a WebSocket handshake, got one with a body");
  return httpVersion === "1.0" ? errorReply(400, "expected a WebSocket handshake, got one of HTTP/1.0") : undefined;
}

/** A client that offers sub-protocols would reject a WebSocket without one of them. */
function checkProtocols(request: IncomingMessage): HttpReply | undefined {
  const offered = offeredProtocols(request);
  if (offered.length === 0 || offered.includes(SUBPROTOCOL)) return undefined;
  // The reply is logged, which a token must not be.
  const named = offered.filter((name) => !name.startsWith(TOKEN_SUBPROTOCOL)).join(", ");
  return errorReply(400, `expected the sub-protocol ${SUBPROTOCOL} among those offered, got ${excerpt(named)}`);
}
