/** From a request for a WebSocket to the socket: everything that can be refused is refused before it, as plain HTTP. */
import { excerpt, SUBPROTOCOL } from "@epochal/protocol";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { isSocketPath, requestUrl, subscribeRequestOf, type SubscribeRequest } from "./url.ts";
import { errorReply, type HttpReply } from "./http-reply.ts";
import { authorize } from "./authorize.ts";
import type { Limits } from "../limits.ts";

export interface Upgrader {
  /** Calls back, in the same turn, with the socket and the subscription its address asks for; or refuses. */
  upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    checkRoom: () => HttpReply | undefined,
    onSocket: (socket: WebSocket, first: SubscribeRequest | undefined, wire: Duplex) => void,
  ): void;
}

/** @param refuse answers why there is no WebSocket. */
export function createUpgrader(
  token: string | undefined,
  { messageBytes, startBytes }: Limits,
  refuse: (request: IncomingMessage, socket: Duplex, answer: HttpReply) => void,
): Upgrader {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    // The connection answers pings itself, so that it sees how much waits to be sent.
    autoPong: false,
    // Only who has the token may start runs, which takes more.
    maxPayload: token === undefined ? messageBytes : Math.max(messageBytes, startBytes),
    handleProtocols: () => SUBPROTOCOL,
  });
  sockets.on("wsClientError", (error, socket, request) => {
    const reason = `expected a WebSocket handshake, got: ${error.message}`;
    refuse(request, socket, errorReply(400, reason, { "sec-websocket-version": "13" }));
  });

  return {
    upgrade(request, socket, head, checkRoom, onSocket) {
      const first = subscribeRequestOf(requestUrl(request));
      const refused = authorize(request, token) ?? checkPath(request) ?? checkProtocols(request) ?? checkRoom();
      if (refused) refuse(request, socket, refused);
      else if (first && "status" in first) refuse(request, socket, first);
      else sockets.handleUpgrade(request, socket, head, (opened) => onSocket(opened, first, socket));
    },
  };
}

/** Whether a request that asks for an upgrade asks for this one. Whoever asks for another can do without it. */
export function isWebSocketUpgrade({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === "websocket";
}

function checkPath(request: IncomingMessage): HttpReply | undefined {
  const { pathname } = requestUrl(request);
  return isSocketPath(pathname)
    ? undefined
    : errorReply(404, `expected /v1 or /v1/watch/RUN, got ${excerpt(pathname)}`);
}

/** A client that offers sub-protocols takes no other: a WebSocket without one of them would be none to it. */
function checkProtocols({ headers }: IncomingMessage): HttpReply | undefined {
  const offered = headers["sec-websocket-protocol"];
  if (offered === undefined || offered.split(",").some((name) => name.trim() === SUBPROTOCOL)) return undefined;
  return errorReply(400, `expected the sub-protocol ${SUBPROTOCOL} among those offered, got ${excerpt(offered)}`);
}
